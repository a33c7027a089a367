import QtQuick
import Suishiban.Theme

/** A pressable pill with one short name (home's 大家常办). */
Pressable {
    id: pill

    property string text

    implicitWidth: 204
    implicitHeight: 96
    name: text
    radius: (height - Theme.ledgeHeight) / 2

    Label {
        anchors.centerIn: parent
        width: parent.width - 28
        height: parent.height
        align: Text.AlignHCenter
        text: pill.text
        role: "tile"
        size: 34
        color: Theme.a700
        Accessible.ignored: true
    }
}
