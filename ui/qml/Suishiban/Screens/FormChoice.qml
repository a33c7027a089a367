pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* One question with its answers, as large as there is room: one below the other; short ones in two columns where they are
* many; page by page where they are more.
*/
Item {
    id: page

    signal answered(var answers)

    required property var view
    /** A summary that asks nothing may come while this page is still here. */
    readonly property var question: view.questions[0] ?? ({
            key: "",
            value: "",
            choices: []
        })
    readonly property bool wrong: view.errorKey === question.key
    readonly property int count: question.choices.length
    /** So many fit one below the other, and below the buttons that turn the page. */
    readonly property int most: Theme.elder ? 5 : 7
    readonly property int mostOfPage: Theme.elder ? 4 : 6
    readonly property bool brief: question.choices.every(choice => choice.text === "" && wide(choice.title) <= (Theme.elder ? 6 : 8))
    readonly property bool twice: count > most && count <= 2 * most && brief
    readonly property bool paged: count > most && !twice
    readonly property int columns: twice ? 2 : 1
    readonly property int parts: paged ? Math.ceil(count / mostOfPage) : 1
    /** Answers of each part, as even as can be. */
    readonly property int size: paged ? Math.ceil(count / parts) : count
    readonly property int lines: paged ? size : Math.ceil(count / columns)
    readonly property real room: Theme.actionY - list.y - (note.visible ? note.height + Theme.gutter : 0) - (paged ? pager.height + Theme.gutter : 0) - Theme.gutter
    readonly property real tall: Theme.elder ? 212 : 150
    property int part: 0
    /** Other type has other parts. */
    readonly property int at: Math.min(part, parts - 1)
    property string picked

    width: 1080
    height: 1920
    Component.onCompleted: {
        picked = question.value;
        part = Math.floor(Math.max(0, question.choices.findIndex(choice => choice.key === picked)) / size);
    }

    /** In Chinese characters; two others are one. */
    function wide(text: string): real {
        return text.length - (text.match(/[\x00-\xff]/g) ?? []).length / 2;
    }

    Heading {
        id: heading

        title: page.view.title
        text: page.view.text
    }

    Stable {
        id: shown

        source: page.question.choices.slice(page.at * page.size, (page.at + 1) * page.size)
    }

    Grid {
        id: list

        x: Theme.margin
        y: heading.bottomY + 28
        width: Theme.content
        columns: page.columns
        spacing: Theme.gutter

        Repeater {
            model: shown.value

            Choice {
                required property var modelData

                objectName: "choice-" + modelData.key
                width: (Theme.content - Theme.gutter * (page.columns - 1)) / page.columns
                height: Math.min(page.tall, (page.room + Theme.gutter) / page.lines - Theme.gutter)
                title: modelData.title
                text: modelData.text
                icon: page.columns > 1 ? "" : modelData.icon
                selected: page.picked === modelData.key
                onTapped: page.picked = modelData.key
            }
        }
    }

    Note {
        id: note

        visible: page.wrong
        x: Theme.margin
        y: list.y + list.height + Theme.gutter
        width: Theme.content
        tone: "err"
        title: page.view.errorTitle
        text: page.view.errorText
    }

    Item {
        id: pager

        visible: page.paged
        x: Theme.margin
        y: Theme.actionY - height - Theme.gutter
        width: Theme.content
        height: Theme.elder ? 112 : 96

        Button {
            objectName: "partBefore"
            width: 288
            height: parent.height
            enabled: page.at > 0
            icon: "arrow-left"
            text: Tr.t("form.before")
            onTapped: page.part = page.at - 1
        }

        Label {
            x: 288
            width: parent.width - 576
            height: parent.height
            align: Text.AlignHCenter
            role: "body"
            text: Tr.t("form.pages", {
                number: page.at + 1,
                total: page.parts
            })
        }

        Button {
            objectName: "partAfter"
            x: parent.width - width
            width: 288
            height: parent.height
            enabled: page.at + 1 < page.parts
            icon: "arrow-right"
            iconLast: true
            text: Tr.t("form.after")
            onTapped: page.part = page.at + 1
        }
    }

    ActionBar {
        text: page.view.next
        icon: "arrow-right"
        labelSize: Theme.elder ? 60 : Theme.roles.primary.size
        onPrimary: page.answered({
            [page.question.key]: page.picked
        })
    }
}
