import QtQuick
import Suishiban.Theme

/**
* A tile. stacked: icon above the words (home's quick row); else icon left of them.
* `badge` puts the icon on a coloured square (elder home). An unavailable tile says when in `caption`.
*/
Pressable {
    id: tile

    property string title
    property string caption
    property string icon
    property bool iconFill: true
    property int iconSize: stacked ? 58 : 48
    property bool stacked: false
    property bool badge: false
    property string tone: "info"
    /** A plain tile has no room for the caption beside its icon; it goes below, over the whole width. */
    readonly property bool below: !stacked && !badge && caption !== ""
    property string titleRole: "tile"
    property int titleSize: Theme.roles[titleRole].size
    property string captionRole: "caption"
    property int captionSize: Theme.roles[captionRole].size
    property color ink: !enabled ? Theme.ink3 : down ? Theme.a700 : Theme.ink

    implicitWidth: 228
    implicitHeight: stacked ? 180 : 118
    name: caption === "" ? title : title + "，" + caption
    face: enabled ? Theme.surface : "transparent"
    edge: badge && enabled ? Theme.lineStrong : Theme.line

    Column {
        visible: tile.stacked
        anchors.centerIn: parent
        width: parent.width - 16
        spacing: 2

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: tile.stacked ? tile.icon : ""
            fill: tile.iconFill
            size: tile.iconSize
            color: tile.enabled ? Theme.a600 : Theme.ink3
        }

        Item {
            width: 1
            height: 4
        }

        Label {
            width: parent.width
            align: Text.AlignHCenter
            text: tile.stacked ? tile.title : ""
            role: tile.titleRole
            size: tile.titleSize
            bold: tile.enabled
            color: tile.ink
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            align: Text.AlignHCenter
            text: tile.stacked ? tile.caption : ""
            visible: text !== ""
            role: tile.captionRole
            size: tile.captionSize
            bold: !tile.enabled
            color: tile.enabled ? Theme.ink2 : Theme.g700
            Accessible.ignored: true
        }
    }

    Rectangle {
        visible: tile.badge && !tile.stacked
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: 124
        height: 124
        radius: 28
        color: Theme.tone(tile.tone).fill

        Icon {
            anchors.centerIn: parent
            name: tile.badge ? tile.icon : ""
            fill: tile.iconFill
            size: 84
            color: Theme.tone(tile.tone).text
        }
    }

    Icon {
        visible: !tile.stacked && !tile.badge
        x: 20
        anchors.verticalCenter: words.verticalCenter
        anchors.verticalCenterOffset: tile.below ? -2 : 0
        name: tile.stacked || tile.badge ? "" : tile.icon
        fill: tile.iconFill
        size: tile.iconSize
        color: !tile.enabled ? Theme.ink3 : tile.down ? Theme.a700 : Theme.a600
    }

    Column {
        id: words

        visible: !tile.stacked
        x: tile.badge ? 176 : 20 + tile.iconSize + 12
        width: parent.width - x - 12
        y: tile.below ? (parent.height - height) / 2 - 20 : (parent.height - height) / 2
        spacing: 4

        Label {
            width: parent.width
            text: tile.stacked ? "" : tile.title
            role: tile.titleRole
            // English breaks between words; a Chinese name would leave one character alone.
            lines: tile.badge && Tr.english ? 2 : 1
            lineFactor: tile.badge ? 1.2 : 1.3
            size: tile.titleSize
            bold: tile.enabled
            color: tile.ink
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: tile.badge ? tile.caption : ""
            visible: text !== ""
            role: tile.captionRole
            size: tile.captionSize
            bold: !tile.enabled
            color: tile.enabled ? Theme.ink2 : Theme.g700
            Accessible.ignored: true
        }
    }

    Label {
        visible: tile.below
        x: 8
        y: words.y + words.height - 2
        width: parent.width - 16
        align: Text.AlignHCenter
        text: tile.below ? tile.caption : ""
        role: tile.captionRole
        size: tile.captionSize
        bold: !tile.enabled
        color: tile.enabled ? Theme.ink2 : Theme.g700
        Accessible.ignored: true
    }
}
