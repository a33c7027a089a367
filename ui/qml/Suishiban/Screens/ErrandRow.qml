pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* One of a list: title and state, then up to three lines, and perhaps a button for the next thing to do.
* row: {key, icon, title, lines, chip, tone, intent, act, actIntent}; flat without an intent.
*/
Pressable {
    id: item

    signal acted

    required property var row
    readonly property bool acts: row.act !== ""
    readonly property bool leads: row.intent !== ""
    /** Lines of the title; what is only read has two for each of its lines too. */
    property int titleLines: 1
    readonly property int above: Theme.elder ? 18 : 24
    readonly property int each: leads || acts ? 1 : 2

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
        y: item.above
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
        y: item.above
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
        size: !Theme.elder || item.titleLines > 1 ? 38 : 46
        lines: item.titleLines
        Accessible.ignored: true

        TextMetrics {
            id: short

            font.family: Theme.sans
            font.pixelSize: Theme.floor
            font.weight: Font.Bold
            text: item.row.title
            elide: Text.ElideRight
            elideWidth: title.width * item.titleLines
        }
    }

    Column {
        id: lines

        x: title.x
        y: title.y + title.height + 4
        width: (item.acts && !Theme.elder ? act.x : parent.width) - x - 24

        Repeater {
            model: item.row.lines

            Label {
                id: line

                required property string modelData

                width: lines.width
                height: (Theme.elder ? 52 : 46) * (item.each > 1 ? lineCount : 1)
                text: metrics.elidedText
                role: "small"
                size: Theme.elder ? 38 : 32
                lines: item.each
                minimumSize: Theme.elder ? 36 : Theme.floor
                color: Theme.ink2
                Accessible.ignored: true

                TextMetrics {
                    id: metrics

                    font.family: Theme.sans
                    font.pixelSize: line.minimumSize
                    text: line.modelData
                    elide: Text.ElideRight
                    elideWidth: line.width * item.each
                }
            }
        }
    }

    Button {
        id: act

        objectName: "act-" + item.row.key
        visible: item.acts
        x: item.width - width - 24
        y: item.height - Theme.ledgeHeight - height - 20
        width: Theme.elder ? item.width - title.x - 24 : 272
        height: Theme.elder ? 112 : 96
        kind: "quiet"
        text: item.row.act
        icon: "camera"
        iconSize: 44
        labelSize: Theme.elder ? 44 : 36
        onTapped: item.acted()
    }
}
