import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One question to type, with the keyboard open. Counts what was really typed: a shortcut costs nothing. */
Item {
    id: page

    signal answered(var answers, var typed)

    required property var view
    /** A summary that asks nothing may come while this page is still here. */
    readonly property var question: view.questions[0] ?? ({
            key: "",
            label: "",
            value: "",
            help: "",
            shortcut: "",
            shortcutText: "",
            pad: "",
            extra: "",
            typed: 0,
            maxLength: 0
        })
    readonly property bool digits: question.pad === "digits"
    readonly property bool wrong: view.errorKey === question.key && judged.stands
    /** Not refused: the same answer given again is taken. */
    readonly property bool asks: wrong && view.asks === true
    readonly property color tone: asks ? Theme.g700 : wrong ? Theme.c700 : Theme.ink2
    property int typed: 0
    property int length: 0
    /** What the field holds besides the citizen's typing: the kept answer, or the shortcut. */
    property string given

    width: 1080
    height: 1920
    Component.onCompleted: {
        typed = question.typed;
        given = question.value;
        length = question.value.length;
    }

    function confirm(): void {
        // Letters still in the candidate bar are part of the answer, and of what was typed. The linter knows the
        // global object only as a QObject.
        // qmllint disable missing-property
        Qt.inputMethod.commit();
        // qmllint enable missing-property
        judged.judge();
        page.answered({
            [question.key]: field.input.text
        }, {
            [question.key]: typed
        });
    }

    Judged {
        id: judged

        view: page.view
        shown: field.shownText
    }

    Heading {
        id: heading

        title: page.view.title
        text: page.view.text
    }

    Rectangle {
        id: filled

        visible: page.view.filled !== ""
        x: Theme.margin
        y: heading.bottomY + 18
        width: Theme.content
        height: 76
        radius: Theme.radius
        color: Theme.m50
        border.width: 2
        border.color: Theme.m200
        Accessible.role: Accessible.StaticText
        Accessible.name: page.view.filled + "，" + page.view.filledText

        Icon {
            x: 24
            anchors.verticalCenter: parent.verticalCenter
            name: "check-circle"
            fill: true
            size: 42
            color: Theme.m700
        }

        Label {
            id: filledTitle

            x: 84
            height: parent.height
            text: page.view.filled
            role: "captionBold"
            size: Theme.elder ? 38 : 34
            color: Theme.m700
            Accessible.ignored: true
        }

        Label {
            x: filledTitle.x + filledTitle.width + 16
            width: Math.min(implicitWidth, parent.width - x - 24)
            height: parent.height
            text: page.view.filledText
            role: "caption"
            size: Theme.elder ? 38 : 34
            color: Theme.ink2
            Accessible.ignored: true
        }
    }

    TextField {
        id: field

        objectName: "answerField"
        x: Theme.margin
        y: (filled.visible ? filled.y + filled.height : heading.bottomY) + (Theme.elder ? 16 : 28)
        width: Theme.content
        boxHeight: 128
        label: page.question.label
        hint: page.question.pad !== "" || Theme.elder ? "" : Tr.t("form.typeHint")
        text: page.given
        status: page.wrong && !page.asks ? "error" : ""
        maximumLength: page.question.maxLength
        digits: page.digits
        extra: page.question.extra
        capitals: page.question.pad === "code"
        wantsFocus: true
        onEdited: text => {
            page.typed += Math.max(0, text.length - page.length);
            page.length = text.length;
        }
        onEntered: page.confirm()
    }

    Icon {
        x: Theme.margin
        y: help.y + 4
        name: page.asks ? "question" : page.wrong ? "warning-octagon" : "info"
        visible: help.text !== ""
        fill: true
        size: 38
        color: page.wrong ? page.tone : Theme.a600
    }

    Label {
        id: help

        x: Theme.margin + 54
        y: field.y + field.height + 12
        width: Theme.content - 54
        lines: 2
        role: "small"
        bold: page.wrong
        text: page.wrong ? page.view.errorTitle + (page.asks ? " " : Tr.english ? ". " : "，") + page.view.errorText : page.question.help
        color: page.tone
    }

    Button {
        objectName: "shortcut"
        visible: page.question.shortcut !== ""
        x: Theme.margin
        y: help.y + help.height + 24
        width: Theme.elder || Tr.english ? Theme.content : (Theme.content - Theme.gutter) / 2
        height: 100
        icon: "identification-card"
        iconFill: true
        labelSize: Theme.elder ? 46 : 38
        text: page.question.shortcut
        onTapped: {
            page.typed = 0;
            page.given = "";
            // What was being spelt is given up: its candidates would stay on the bar.
            Qt.inputMethod.reset(); // qmllint disable missing-property
            page.given = page.question.shortcutText;
            page.length = page.given.length;
            // And nothing needs to be guessed behind a whole address.
            Qt.inputMethod.reset(); // qmllint disable missing-property
        }
    }

    ActionBar {
        visible: !Typing.open
        text: page.view.next
        icon: "arrow-right"
        onPrimary: page.confirm()
    }
}
