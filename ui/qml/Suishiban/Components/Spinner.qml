pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/** Eight dots, one turn in 1200 ms. Steps, does not glide: eight repaints a turn. */
Item {
    id: spinner

    property int size: 40
    property color color: Theme.a700
    property bool running: visible
    property int turn: 0

    implicitWidth: size
    implicitHeight: size

    Repeater {
        model: 8

        Rectangle {
            required property int index
            readonly property real angle: index * Math.PI / 4 - Math.PI / 2

            width: Math.max(4, Math.round(spinner.size * 0.15))
            height: width
            radius: width / 2
            x: spinner.width / 2 + Math.cos(angle) * spinner.size * 0.41 - width / 2
            y: spinner.height / 2 + Math.sin(angle) * spinner.size * 0.41 - width / 2
            color: spinner.color
            opacity: 0.2 + 0.8 * ((index - spinner.turn + 16) % 8) / 7
        }
    }

    Timer {
        interval: Theme.spin / 8
        repeat: true
        running: spinner.running && !Theme.reduceMotion
        onTriggered: spinner.turn = (spinner.turn + 1) % 8
    }
}
