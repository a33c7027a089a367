import QtQuick
import Suishiban.Theme

/** One life event of several matters. tone: "info" | "ok" | "warn". */
Pressable {
    id: card

    property string title
    property string caption
    property string icon
    property string tone: "info"
    readonly property var colours: Theme.tone(tone)

    implicitWidth: 264
    implicitHeight: 176
    name: title + "，" + caption
    radius: Theme.radiusCard
    face: colours.fill
    edge: colours.line
    ledge: colours.line
    pressedFace: colours.soft
    pressedEdge: colours.strong

    Icon {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.rightMargin: 18
        anchors.bottomMargin: 18
        name: card.icon
        fill: true
        size: 84
        color: card.tone === "info" ? Theme.a700 : card.colours.text
    }

    Label {
        x: 24
        y: 14
        width: parent.width - 36
        text: card.title
        role: "listTitle"
        size: Tr.english ? 35 : 40
        Accessible.ignored: true
    }

    Label {
        x: 24
        y: 70
        width: parent.width - 24 - 96
        text: card.caption
        role: "small"
        size: 32
        Accessible.ignored: true
    }
}
