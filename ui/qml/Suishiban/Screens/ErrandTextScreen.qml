import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Something to write. view (ui/views/errand_parts.py ErrandTextView):
*   title, text, help, value, error: string, longest: int, working: bool, send: string, optional: bool.
* intents: write {text}; {text} goes with back, too.
*/
KioskScreen {
    id: page

    readonly property string error: judged.stands ? view.error : ""

    function send(): void {
        const text = page.written();
        judged.judge();
        page.intent("write", {
            text: text
        });
    }

    function unsent(): var {
        return {
            text: page.written()
        };
    }

    function written(): string {
        // Letters still in the candidate bar are part of it.
        // qmllint disable missing-property
        Qt.inputMethod.commit();
        // qmllint enable missing-property
        return area.input.text;
    }

    Judged {
        id: judged

        view: page.view
        shown: area.shownText
    }

    Heading {
        id: heading

        inVisit: false
        title: page.view.title
        text: page.view.text
    }

    TextArea {
        id: area

        objectName: "ticketText"
        x: Theme.margin
        y: heading.bottomY + 28
        width: Theme.content
        height: Math.max(260, Math.min(760, (Typing.open ? 1120 : Theme.actionY - 24) - help.height - 20 - y))
        text: page.view.value
        longest: page.view.longest
        enabled: !page.view.working
        placeholder: Tr.t("errand.write.placeholder", {
            count: page.view.longest
        })
        wrong: page.error !== ""
        wantsFocus: true
        onEntered: page.send()
    }

    Icon {
        x: Theme.margin
        y: help.y + 4
        name: page.error !== "" ? "warning-octagon" : "info"
        fill: true
        size: 38
        color: page.error !== "" ? Theme.c700 : Theme.a600
    }

    Label {
        id: help

        x: Theme.margin + 54
        y: area.y + area.height + 12
        width: Theme.content - 54 - 140
        height: contentHeight
        lines: 2
        role: "small"
        size: Theme.elder ? 38 : 32
        bold: page.error !== ""
        text: page.error || page.view.help
        color: page.error !== "" ? Theme.c700 : Theme.ink2
    }

    Label {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: help.y
        text: `${area.shownText.length} / ${page.view.longest}`
        role: "small"
        size: 32
        color: Theme.ink2
    }

    ActionBar {
        visible: !Typing.open || page.view.working
        text: page.view.send
        icon: "arrow-right"
        loading: page.view.working
        loadingText: Tr.t("errand.write.working")
        onPrimary: page.send()
    }
}
