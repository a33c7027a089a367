pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Three circles: what is done, what comes next, and when. */
Card {
    id: line

    property var stages: []
    readonly property real unit: width / Math.max(1, stages.length)

    x: Theme.margin
    width: Theme.content
    height: 198

    Repeater {
        model: line.stages

        Item {
            id: stage

            required property var modelData
            required property int index
            readonly property bool done: modelData.state === "done"

            x: index * line.unit
            width: line.unit
            height: line.height

            Rectangle {
                visible: stage.index < line.stages.length - 1
                x: parent.width / 2 + 28
                y: 50
                width: parent.width - 56
                height: 4
                color: Theme.a200

                Rectangle {
                    width: stage.done ? parent.width / 2 : 0
                    height: parent.height
                    color: Theme.m600
                }
            }

            Rectangle {
                x: parent.width / 2 - 26
                y: 26
                width: 52
                height: 52
                radius: 26
                color: stage.done ? Theme.m600 : Theme.surface
                border.width: 4
                border.color: stage.done ? Theme.m600 : Theme.lineStrong

                Icon {
                    visible: stage.done
                    anchors.centerIn: parent
                    name: "check"
                    size: 32
                    color: Theme.surface
                }

                Label {
                    visible: !stage.done
                    anchors.fill: parent
                    align: Text.AlignHCenter
                    text: stage.index + 1
                    role: "captionBold"
                    size: 30
                    color: Theme.ink2
                    Accessible.ignored: true
                }
            }

            Label {
                x: 8
                y: 84
                width: parent.width - 16
                height: Theme.elder ? 54 : 52
                align: Text.AlignHCenter
                text: stage.modelData.title
                role: "bodyBold"
                size: Theme.elder ? 40 : 36
            }

            Label {
                x: 8
                y: Theme.elder ? 138 : 136
                width: parent.width - 16
                height: Theme.elder ? 52 : 46
                align: Text.AlignHCenter
                text: stage.modelData.text
                role: "small"
                size: Theme.elder ? 36 : 32
                color: Theme.ink2
            }
        }
    }
}
