pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One question with its answers, as large as there is room: what the citizen's situation is, before anything is filled in. */
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
    /** Answers in one column, and in two where there are many. */
    readonly property int columns: question.choices.length > most ? 2 : 1
    readonly property int most: Theme.elder ? 5 : 7
    readonly property int lines: Math.ceil(question.choices.length / columns)
    readonly property real room: Theme.actionY - list.y - (note.visible ? note.height + Theme.gutter : 0) - Theme.gutter
    readonly property real tall: Theme.elder ? 212 : 150
    property string picked

    width: 1080
    height: 1920
    Component.onCompleted: picked = question.value

    Heading {
        id: heading

        title: page.view.title
        text: page.view.text
    }

    Grid {
        id: list

        x: Theme.margin
        y: heading.bottomY + 28
        width: Theme.content
        columns: page.columns
        spacing: Theme.gutter

        Repeater {
            model: page.question.choices

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

    ActionBar {
        text: page.view.next
        icon: "arrow-right"
        labelSize: Theme.elder ? 60 : Theme.roles.primary.size
        onPrimary: page.answered({
            [page.question.key]: page.picked
        })
    }
}
