pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The steps of a matter as circles on a line. */
Row {
    id: path

    property var steps: []
    readonly property int count: steps.length
    readonly property real unit: Theme.content / Math.max(1, count)

    height: 132

    Repeater {
        model: path.steps

        Item {
            id: step

            required property var modelData
            required property int index

            width: path.unit
            height: 132

            Rectangle {
                visible: step.index < path.count - 1
                x: parent.width / 2 + 40
                y: 38
                width: parent.width - 80
                height: 4
                color: Theme.a200
            }

            Rectangle {
                x: parent.width / 2 - 40
                width: 80
                height: 80
                radius: 40
                color: Theme.surface
                border.width: 3
                border.color: Theme.a600

                Icon {
                    anchors.centerIn: parent
                    name: step.modelData.icon
                    fill: name !== "list-bullets"
                    size: 44
                    color: Theme.a700
                }
            }

            Label {
                y: 86
                x: 4
                width: parent.width - 8
                height: 46
                align: Text.AlignHCenter
                text: (step.index + 1) + " " + step.modelData.label
                role: "small"
                size: 32
            }
        }
    }
}
