pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The code to scan, framed by four corners; a spinner until there is one. */
Item {
    id: frame

    property string code
    property string name
    readonly property int arm: 84

    height: width

    QrCode {
        visible: frame.code !== ""
        anchors.centerIn: parent
        width: parent.width - 44
        height: width
        text: frame.code
        name: frame.name
    }

    Spinner {
        visible: frame.code === ""
        anchors.centerIn: parent
        size: 112
    }

    Repeater {
        model: [[0, 0], [1, 0], [0, 1], [1, 1]]

        Item {
            id: corner

            required property var modelData

            x: modelData[0] * (frame.width - frame.arm)
            y: modelData[1] * (frame.height - frame.arm)
            width: frame.arm
            height: frame.arm
            clip: true

            Rectangle {
                x: corner.modelData[0] * (frame.arm - width)
                y: corner.modelData[1] * (frame.arm - height)
                width: 2 * frame.arm
                height: 2 * frame.arm
                radius: 26
                color: "transparent"
                border.width: 10
                border.color: Theme.a700
            }
        }
    }
}
