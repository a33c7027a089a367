import QtQuick
import Suishiban.Theme

/**
* A full-width row: icon box, title, line, and a caret where it leads somewhere. One that only says something is flat.
*
* A tone other than "info" marks the first choice.
*/
Pressable {
    id: row

    property string title
    property string text
    property string icon
    property string tone: "info"
    property bool leads: true

    implicitWidth: Theme.content
    implicitHeight: 172
    name: text === "" ? title : title + "，" + text
    active: enabled && leads
    Accessible.role: leads ? Accessible.Button : Accessible.StaticText
    radius: Theme.radiusCard
    edge: tone === "info" ? Theme.lineStrong : Theme.tone(tone).text
    edgeWidth: tone === "info" ? 2 : 4

    Rectangle {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: 104
        height: 104
        radius: 22
        color: Theme.tone(row.tone).fill

        Icon {
            anchors.centerIn: parent
            name: row.icon
            fill: true
            size: 60
            color: Theme.tone(row.tone).text
        }
    }

    Column {
        x: 164
        width: parent.width - 164 - 90
        anchors.verticalCenter: parent.verticalCenter
        spacing: 2

        Label {
            width: parent.width
            text: row.title
            role: "listTitle"
            size: Theme.elder ? 54 : 46
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: row.text
            visible: text !== ""
            role: "small"
            size: Theme.elder ? 38 : 34
            color: Theme.ink2
            Accessible.ignored: true
        }
    }

    Icon {
        visible: row.leads
        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.verticalCenter: parent.verticalCenter
        name: "caret-right"
        size: 44
        color: Theme.ink2
    }
}
