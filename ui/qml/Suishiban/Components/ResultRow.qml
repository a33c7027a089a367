pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/**
* One found matter. `parts` is its title in pieces, [{text, hit}], so that matched characters stand out.
*/
Pressable {
    id: row

    property var parts: []
    property string meta
    property string icon: "file-text"
    property string chip
    property string chipIcon: "check-circle"
    property string chipTone: "ok"
    property bool first: false
    readonly property int titleHeight: Math.round(titleSize * 1.34)
    readonly property int titleSize: Theme.elder ? 50 : 42
    /** Long words take the whole first line; the chip then stands beside the second. */
    readonly property bool wide: Tr.english
    readonly property real textRoom: plate.width - 136 - (wide ? 70 : 80)
    readonly property real metaRoom: textRoom - chipItem.width - (wide ? 14 : 24)
    readonly property real chipY: !wide ? (plate.height - chipItem.height) / 2 : metaLabel.y + (metaLabel.height - chipItem.height) / 2
    readonly property string title: parts.map(part => part.text).join("")

    implicitWidth: Theme.content
    implicitHeight: 156
    name: `${title}，${meta}，${chip}`
    radius: Theme.radiusCard
    edge: first ? Theme.a600 : Theme.line
    pressedEdge: Theme.a700

    Rectangle {
        x: 24
        anchors.verticalCenter: parent.verticalCenter
        width: 88
        height: 88
        radius: 18
        color: row.chipTone === "ok" ? Theme.a100 : Theme.inset

        Icon {
            anchors.centerIn: parent
            name: row.icon
            fill: true
            size: 52
            color: row.chipTone === "ok" ? Theme.a700 : Theme.ink2
        }
    }

    Row {
        id: title

        readonly property real room: row.wide ? row.textRoom : row.metaRoom

        x: 136
        y: Theme.elder ? (row.wide ? 18 : 28) : 21
        height: row.titleHeight + 4

        Repeater {
            model: row.parts

            Item {
                id: piece

                required property var modelData

                width: glyphs.width
                height: row.titleHeight + 4

                Rectangle {
                    visible: piece.modelData.hit
                    y: 3
                    width: parent.width
                    height: row.titleHeight
                    color: Theme.a100

                    Rectangle {
                        y: parent.height - 5
                        width: parent.width
                        height: 5
                        color: Theme.a600
                    }
                }

                Label {
                    id: glyphs

                    height: row.titleHeight
                    width: implicitWidth
                    text: piece.modelData.text
                    role: "listTitle"
                    size: Math.max(Theme.floor, Math.floor(row.titleSize * Math.min(1, title.room / Math.max(1, metrics.advanceWidth))))
                    fit: false
                    color: piece.modelData.hit ? Theme.a700 : Theme.ink
                    Accessible.ignored: true
                }
            }
        }
    }

    TextMetrics {
        id: metrics

        font.family: Theme.sans
        font.pixelSize: row.titleSize
        font.weight: Font.Bold
        text: row.title
    }

    Label {
        id: metaLabel

        x: 136
        y: Theme.elder ? (row.wide ? 92 : 112) : 88
        width: row.metaRoom
        height: Theme.elder && row.wide ? 96 : pitch
        text: row.meta
        role: "small"
        size: Theme.elder ? 38 : row.wide ? 28 : 32
        lines: Theme.elder && row.wide ? 2 : 1
        room: height
        lineFactor: Theme.elder && row.wide ? 1.22 : 1.35
        color: Theme.ink2
        Accessible.ignored: true
    }

    Chip {
        id: chipItem

        visible: row.chip !== ""
        anchors.right: parent.right
        anchors.rightMargin: row.wide ? 70 : 78
        y: row.chipY
        text: row.chip
        icon: row.chipIcon
        tone: row.chipTone
        size: Theme.elder ? 34 : 28
        Accessible.ignored: true
    }

    Icon {
        anchors.right: parent.right
        anchors.rightMargin: 22
        anchors.verticalCenter: parent.verticalCenter
        name: "caret-right"
        size: 40
        color: Theme.ink2
    }
}
