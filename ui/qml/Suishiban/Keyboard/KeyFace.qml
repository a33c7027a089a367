import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One key: ledge and face as any button, pressed by the keyboard's own touch handling. */
Item {
    id: key

    property bool down: false
    property bool strong: false
    property bool soft: false
    property bool shown: true
    property string text
    property string icon
    property int size: 46

    anchors.fill: parent
    visible: shown

    Rectangle {
        x: 6
        y: key.down ? 13 : 13
        width: parent.width - 12
        height: parent.height - 18
        radius: 14
        color: key.strong ? Theme.a900 : Theme.night ? Theme.ledge : "#A9BACB"
    }

    Rectangle {
        x: 6
        y: key.down ? 11 : 7
        width: parent.width - 12
        height: parent.height - 18
        radius: 14
        color: key.strong ? (key.down ? Theme.a800 : Theme.a700) : key.down ? Theme.a100 : key.soft ? Theme.inset : Theme.surface
        border.width: key.strong ? 0 : 2
        border.color: key.down ? Theme.a600 : Theme.ledge

        Label {
            anchors.centerIn: parent
            width: parent.width - 12
            height: parent.height
            align: Text.AlignHCenter
            text: key.text
            role: "tile"
            size: key.size
            minimumSize: 28
            color: key.strong ? Theme.onPrimary : Theme.ink
            Accessible.ignored: true
        }

        Icon {
            anchors.centerIn: parent
            name: key.icon
            size: 52
            color: Theme.ink
        }
    }
}
