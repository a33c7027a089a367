import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Something to do elsewhere: flat, for it leads nowhere on this machine. */
Card {
    id: way

    property string icon
    property string title
    property string text

    x: Theme.margin
    width: Theme.content
    height: Theme.elder ? 180 : 160

    Rectangle {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: 88
        height: 88
        radius: 20
        color: Theme.a100

        Icon {
            anchors.centerIn: parent
            name: way.icon
            fill: true
            size: 52
        }
    }

    Column {
        x: 146
        width: parent.width - x - 28
        anchors.verticalCenter: parent.verticalCenter

        Label {
            width: parent.width
            text: way.title
            role: "listTitle"
        }

        Label {
            width: parent.width
            text: way.text
            role: "small"
            lines: Theme.elder ? 2 : 1
            color: Theme.ink2
        }
    }
}
