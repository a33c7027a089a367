import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One material of the guide with what it takes: nothing, a photo, or showing it. */
Item {
    id: row

    required property var material
    property bool last: false
    readonly property bool free: material.tag === "free" || material.tag === "card"

    implicitWidth: Theme.content
    implicitHeight: 106

    Icon {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        name: row.material.icon
        fill: true
        size: 52
        color: row.free ? Theme.a600 : Theme.g700
    }

    Column {
        x: 104
        width: tag.x - x - 20
        anchors.verticalCenter: parent.verticalCenter
        spacing: 0

        Label {
            width: parent.width
            text: row.material.title
            role: "bodyBold"
            lineFactor: 1.25
        }

        Label {
            width: parent.width
            text: row.material.note
            role: "small"
            lineFactor: 1.3
            color: Theme.ink2
        }
    }

    Chip {
        id: tag

        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.verticalCenter: parent.verticalCenter
        text: Tr.t("guide.chip." + row.material.tag)
        icon: row.free ? "check-circle" : row.material.tag === "scan" || row.material.tag === "case" ? "camera" : "hand"
        tone: row.free ? "ok" : row.material.tag === "case" ? "info" : "warn"
        size: Theme.elder ? 38 : 32
    }

    Rectangle {
        visible: !row.last
        x: 28
        y: parent.height - 1
        width: parent.width - 56
        height: 2
        color: Theme.line
    }
}
