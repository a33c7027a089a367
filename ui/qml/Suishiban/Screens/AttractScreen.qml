pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* What the empty lobby sees. view (ui/views/attract.py AttractView):
*   scene: "day" | "dusk" | "night", clockText, dateText, zone, network: "online" | "offline" | "down", serviceCount: string,
*   announcement: string (one line, may be empty).
* A touch anywhere asks for home. intents: start {}.
*/
KioskScreen {
    id: attract

    readonly property bool dark: view.scene === "night"
    readonly property color ink: dark ? "#FFFFFF" : "#13212F"
    readonly property color ink2: dark ? "#C5D2DE" : "#37475A"

    frame: "bare"

    Rectangle {
        anchors.fill: parent
        color: attract.dark ? "#07111C" : Theme.page
    }

    // The sky goes on above the scene in the scene's own top colour.
    Rectangle {
        visible: !attract.dark
        width: 1080
        height: 560
        color: attract.view.scene === "dusk" ? "#86AACF" : "#BFD9EC"
    }

    Image {
        y: attract.dark ? 420 : 560
        width: 1080
        height: attract.dark ? 1500 : 720
        sourceSize: Qt.size(width, height)
        source: attract.dark ? "image://art/attract-night" : `image://art/scene-${attract.view.scene}`
    }

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: attract.intent("start", {})
    }

    Brand {
        x: 48
        y: 36
        size: 84
    }

    Label {
        x: 152
        y: 32
        width: 500
        height: 60
        text: Tr.t("brand")
        role: "brand"
        size: 46
        color: attract.ink
    }

    Label {
        x: 152
        y: 90
        width: 560
        height: 42
        text: attract.view.zone
        role: "caption"
        size: 30
        color: attract.ink2
    }

    NetworkChip {
        x: 1032 - width
        y: 54
        network: attract.view.network
    }

    Label {
        x: 52
        y: 200
        width: 976
        height: 240
        text: attract.view.clockText
        role: "clock"
        lineFactor: 1.05
        color: attract.ink
    }

    Label {
        x: 56
        y: 440
        width: 976
        height: 56
        text: attract.view.dateText
        role: "section"
        bold: false
        size: 40
        color: attract.ink2
    }

    Label {
        x: 48
        y: 548
        width: 984
        height: 110
        text: Tr.t(attract.dark ? "attract.night.title" : "attract.day.title")
        role: "homeTitle"
        size: 84
        color: attract.ink
        Accessible.role: Accessible.Heading
    }

    Label {
        x: 52
        y: 672
        width: 976
        height: 56
        text: Tr.t("attract.text", {
            count: attract.view.serviceCount
        })
        role: "section"
        bold: false
        size: 40
        color: attract.dark ? "#E3EAF1" : "#37475A"
    }

    AnnouncementBar {
        x: Theme.margin
        y: 1310
        height: 96
        dark: attract.dark
        text: attract.view.announcement ?? ""
    }

    Row {
        x: Theme.margin
        y: 1430
        spacing: Theme.gutter

        Repeater {
            model: [
                {
                    icon: "identification-card",
                    key: "card"
                },
                {
                    icon: "file-text",
                    key: "form"
                },
                {
                    icon: "receipt",
                    key: "receipt"
                },
                {
                    icon: "shield-check",
                    key: "trace"
                }
            ]

            Rectangle {
                id: promise

                required property var modelData

                width: 228
                height: 148
                radius: Theme.radiusCard
                color: attract.dark ? "#0F1F33" : Theme.surface
                border.width: 2
                border.color: attract.dark ? "#2C557C" : Theme.line

                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 18
                    name: promise.modelData.icon
                    fill: true
                    size: 60
                    color: attract.dark ? "#F6DDA4" : Theme.a600
                }

                Label {
                    x: 8
                    y: 82
                    width: parent.width - 16
                    height: 48
                    align: Text.AlignHCenter
                    text: Tr.t("attract.promise." + promise.modelData.key)
                    role: "tile"
                    size: 34
                    color: attract.dark ? "#FFFFFF" : Theme.ink
                }
            }
        }
    }

    Button {
        objectName: "startButton"
        x: Theme.margin
        y: 1616
        width: Theme.content
        height: 128
        kind: "primary"
        text: Tr.t("attract.start")
        labelSize: 50
        icon: "hand-pointing"
        gap: 32
        iconSize: 76
        onTapped: attract.intent("start", {})
    }

    Label {
        x: Theme.margin
        y: 1784
        width: Theme.content
        height: 52
        align: Text.AlignHCenter
        text: Tr.t("attract.other")
        role: "body"
        size: 38
        color: attract.dark ? "#E3EAF1" : "#37475A"
    }
}
