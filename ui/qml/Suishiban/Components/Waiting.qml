import QtQuick
import Suishiban.Theme

/** Waiting with words: spinner and sentence; `slow` turns gamboge and offers another way. */
Rectangle {
    id: waiting

    signal wayTaken

    property string text
    property string help
    property bool slow: false
    property string wayText
    property string wayIcon

    implicitWidth: Theme.content
    implicitHeight: slow ? 128 : 100
    radius: Theme.radiusCard
    color: slow ? Theme.g50 : Theme.surface
    border.width: 2
    border.color: slow ? Theme.g200 : Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Spinner {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        size: 50
        color: waiting.slow ? Theme.g700 : Theme.a700
    }

    Column {
        x: 100
        anchors.verticalCenter: parent.verticalCenter
        width: (way.visible ? way.x : parent.width) - x - 20

        Label {
            width: parent.width
            text: waiting.text
            role: "bodyBold"
            color: waiting.slow ? Theme.g700 : Theme.ink
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: waiting.help
            visible: text !== ""
            role: "small"
            Accessible.ignored: true
        }
    }

    Button {
        id: way

        objectName: "waitingWay"
        visible: waiting.slow && waiting.wayText !== ""
        anchors.right: parent.right
        anchors.rightMargin: 18
        anchors.verticalCenter: parent.verticalCenter
        width: 282
        height: 100
        text: waiting.wayText
        icon: waiting.wayIcon
        iconSize: 44
        labelSize: 36
        onTapped: waiting.wayTaken()
    }
}
