import QtQuick
import Suishiban.Theme

/** One way of several; exactly one is chosen. `selected` is the screen's data, tapped() asks for a change. */
Pressable {
    id: choice

    property string title
    property string text
    property string icon
    property bool selected: false

    implicitWidth: Theme.content
    implicitHeight: text === "" ? 126 : Theme.elder ? 180 : 150
    name: text === "" ? title : title + "，" + text
    radio: true
    checkable: true
    checked: selected
    radius: Theme.radiusCard
    face: !enabled ? Theme.inset : selected ? Theme.a50 : Theme.surface
    edge: !enabled ? Theme.line : selected ? Theme.a700 : Theme.lineStrong
    edgeWidth: selected ? 5 : 2
    ledge: selected ? Theme.a200 : Theme.ledge
    pressedEdge: Theme.a700

    Rectangle {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: 52
        height: 52
        radius: 26
        color: choice.enabled ? Theme.surface : "transparent"
        border.width: 4
        border.color: choice.selected ? Theme.a700 : Theme.lineStrong

        Rectangle {
            visible: choice.selected
            anchors.centerIn: parent
            width: 28
            height: 28
            radius: 14
            color: Theme.a700
        }
    }

    Column {
        x: 108
        width: parent.width - 108 - (choice.icon === "" ? 24 : 112)
        anchors.verticalCenter: parent.verticalCenter
        spacing: 2

        Label {
            width: parent.width
            text: choice.title
            role: "listTitle"
            lines: choice.text === "" ? 2 : 1
            color: !choice.enabled ? Theme.ink3 : choice.selected ? Theme.a700 : Theme.ink
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: choice.text
            visible: text !== ""
            role: "small"
            lines: choice.height >= 180 ? 2 : 1
            color: Theme.ink2
            Accessible.ignored: true
        }
    }

    Icon {
        anchors.right: parent.right
        anchors.rightMargin: 32
        anchors.verticalCenter: parent.verticalCenter
        name: choice.icon
        fill: true
        size: 64
        color: choice.selected ? Theme.a700 : Theme.ink3
    }
}
