pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The reader is down: the ways that are really there, what comes next, and the hotline. */
Column {
    id: ways

    required property var view
    property int selected: 0
    readonly property var chosen: view.choices[Math.min(selected, view.choices.length - 1)]

    x: Theme.margin
    width: Theme.content
    spacing: Theme.gutter

    Repeater {
        model: ways.view.choices

        Choice {
            required property var modelData
            required property int index

            objectName: "way-" + modelData.key
            height: Theme.elder ? 212 : 196
            title: modelData.title
            text: modelData.text
            icon: modelData.icon
            selected: ways.selected === index
            onTapped: ways.selected = index
        }
    }

    Note {
        width: parent.width
        tone: "warn"
        icon: "wrench"
        title: ways.view.noteTitle
        text: ways.view.noteText
    }

    Card {
        visible: !Theme.elder
        width: parent.width
        height: 152

        Icon {
            x: 28
            anchors.verticalCenter: parent.verticalCenter
            name: "phone-call"
            fill: true
            size: 60
        }

        Column {
            x: 116
            width: parent.width - x - 28
            anchors.verticalCenter: parent.verticalCenter

            Label {
                width: parent.width
                text: Tr.t("identify.down.phone")
                role: "listTitle"
                size: 38
            }

            Label {
                width: parent.width
                text: Tr.t("identify.down.phone_text")
                role: "small"
                color: Theme.ink2
            }
        }
    }
}
