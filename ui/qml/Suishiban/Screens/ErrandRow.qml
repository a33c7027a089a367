pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One of a list: title and state, then up to three lines. row: {key, icon, title, lines, chip, tone, intent}; flat without an intent. */
Pressable {
    id: item

    required property var row
    readonly property bool leads: row.intent !== ""

    objectName: "row-" + row.key
    width: Theme.content
    name: [row.title, row.chip, ...row.lines].join("，")
    active: enabled && leads
    Accessible.role: leads ? Accessible.Button : Accessible.StaticText
    radius: Theme.radiusCard
    edge: leads ? Theme.lineStrong : Theme.line

    Icon {
        id: icon

        x: 26
        y: 24
        name: item.row.icon
        fill: true
        size: Theme.elder ? 64 : 52
        color: Theme.a600
    }

    Chip {
        id: chip

        visible: item.row.chip !== ""
        anchors.right: parent.right
        anchors.rightMargin: 24
        y: 24
        text: item.row.chip
        icon: item.row.tone === "ok" ? "check-circle" : item.row.tone === "warn" ? "warning" : item.row.tone === "err" ? "prohibit" : item.row.tone === "neutral" ? "info" : "clock"
        tone: item.row.tone
        size: Theme.elder ? 34 : 30
    }

    Label {
        id: title

        x: icon.x + icon.width + 22
        y: Theme.elder ? chip.y + chip.height + 4 : 22
        width: (Theme.elder ? parent.width - 24 : chip.visible ? chip.x : parent.width) - x - 20
        text: short.elidedText
        role: "listTitle"
        size: Theme.elder ? 46 : 38
        Accessible.ignored: true

        TextMetrics {
            id: short

            font.family: Theme.sans
            font.pixelSize: Theme.floor
            font.weight: Font.Bold
            text: item.row.title
            elide: Text.ElideRight
            elideWidth: title.width
        }
    }

    Column {
        id: lines

        x: title.x
        y: title.y + title.height + 4
        width: parent.width - x - 24

        Repeater {
            model: item.row.lines

            Label {
                id: line

                required property string modelData

                width: lines.width
                height: Theme.elder ? 52 : 46
                text: metrics.elidedText
                role: "small"
                size: Theme.elder ? 38 : 32
                color: Theme.ink2
                Accessible.ignored: true

                TextMetrics {
                    id: metrics

                    font.family: Theme.sans
                    font.pixelSize: Theme.floor
                    text: line.modelData
                    elide: Text.ElideRight
                    elideWidth: line.width
                }
            }
        }
    }
}
