import QtQuick
import Suishiban.Theme

/** Where the keypad is: a gamboge ring on an ink gap. */
Item {
    id: ring

    property bool shown: false
    property int radius: Theme.radius

    anchors.fill: parent
    visible: shown

    Rectangle {
        anchors.fill: parent
        anchors.margins: -10
        radius: ring.radius + 10
        color: "transparent"
        border.width: 6
        border.color: Theme.focusRing
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: -4
        radius: ring.radius + 4
        color: "transparent"
        border.width: 4
        border.color: Theme.focusGap
    }
}
