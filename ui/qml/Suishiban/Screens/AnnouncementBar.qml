import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One announcement for everybody; flat where it leads nowhere. Nothing where there is none. */
Pressable {
    id: bar

    property string text
    /** On a dark picture, whatever the theme. */
    property bool dark: false
    property bool leads: false

    objectName: "announcementBar"
    visible: text !== ""
    implicitWidth: Theme.content
    implicitHeight: 74
    name: text
    active: enabled && leads
    Accessible.role: leads ? Accessible.Button : Accessible.AlertMessage
    Accessible.ignored: !visible
    radius: Theme.radius
    face: dark ? "#0F1F33" : Theme.a50
    edge: dark ? "#2C557C" : leads ? Theme.a700 : Theme.a200
    edgeWidth: 2

    Icon {
        id: icon

        x: 24
        anchors.verticalCenter: parent.verticalCenter
        name: "bell-ringing"
        fill: true
        size: Theme.elder ? 56 : 44
        color: bar.dark ? "#F6DDA4" : Theme.a700
    }

    Label {
        x: icon.x + icon.width + 18
        width: parent.width - x - 20
        height: parent.height
        text: bar.text
        role: "small"
        size: Theme.elder ? 40 : 32
        lineFactor: 1.2
        lines: Theme.elder ? 3 : 2
        room: parent.height - 6
        color: bar.dark ? "#FFFFFF" : Theme.ink
        Accessible.ignored: true
    }
}
