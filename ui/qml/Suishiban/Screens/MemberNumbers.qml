pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The cases of a bundle (一件事), one number each. */
Card {
    id: card

    /** [{title, number, known: bool}] (≤ 4) */
    property var members: []
    readonly property real rowHeight: (height - 12) / Math.max(1, members.length)

    x: Theme.margin
    width: Theme.content
    height: 198

    Repeater {
        model: card.members

        Item {
            id: row

            required property var modelData
            required property int index

            x: 28
            y: 6 + index * card.rowHeight
            width: card.width - 56
            height: card.rowHeight

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: row.modelData.known ? "check-circle" : "clock"
                fill: true
                size: 36
                color: row.modelData.known ? Theme.m600 : Theme.g700
            }

            Label {
                x: 52
                width: number.x - x - 20
                height: parent.height
                text: row.modelData.title
                role: "bodyBold"
                size: Theme.elder && card.members.length < 4 ? 36 : 32
            }

            Label {
                id: number

                anchors.right: parent.right
                width: Math.min(implicitWidth, 500)
                height: parent.height
                align: Text.AlignRight
                text: row.modelData.number
                role: row.modelData.known ? "bodyBold" : "small"
                size: Theme.elder && card.members.length < 4 ? 36 : 32
                color: row.modelData.known ? Theme.ink : Theme.ink2
            }
        }
    }
}
