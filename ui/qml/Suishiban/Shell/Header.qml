import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Where, when, whether online; whose machine; language and size. On home it lies on the scenery, without a fill. */
Item {
    id: header

    signal intent(string name, var args)

    required property var chrome
    property bool onScenery: false
    /** Reach mode moves the controls down; the shell draws them there. */
    property bool controls: !Theme.reach || (!onScenery && !Theme.lowered)

    width: 1080
    height: Theme.headerHeight

    Rectangle {
        anchors.fill: parent
        visible: !header.onScenery
        color: Theme.surface

        Rectangle {
            y: parent.height - 2
            width: parent.width
            height: 2
            color: Theme.line
        }
    }

    Icon {
        x: 48
        y: 29
        name: "map-pin"
        fill: true
        size: 34
    }

    Label {
        id: zone

        x: Theme.elder ? 100 : 94
        y: 20
        width: network.x - x - 20
        height: 52
        text: header.chrome.zone
        role: "caption"
        size: Theme.elder ? 38 : 30
        color: Theme.elder || !Theme.night ? Theme.ink : Theme.ink
    }

    NetworkChip {
        id: network

        anchors.verticalCenter: clock.verticalCenter
        x: (dateLabel.visible ? dateLabel.x : clock.x) - width - 20
        network: header.chrome.network
    }

    Label {
        id: dateLabel

        // A long name of the zone counts for more than the date.
        visible: !Theme.elder && zone.implicitWidth * Theme.floor / zone.size <= clock.x - width - 20 - network.width - 20 - zone.x - 20
        x: clock.x - width - 20
        y: 20
        height: 52
        width: implicitWidth
        text: header.chrome.dateText
        role: "caption"
    }

    Label {
        id: clock

        x: 1032 - width
        y: 20
        height: 52
        width: implicitWidth
        text: header.chrome.clockText
        role: "tile"
        size: Theme.elder ? 50 : 36
        lineFactor: Theme.elder ? 1.04 : 1.3
    }

    Brand {
        id: brand

        x: 48
        y: Theme.elder ? 96 : 94
        size: Theme.elder ? 96 : 76
    }

    Label {
        x: brand.x + brand.width + 20
        y: brand.y
        width: (header.controls ? tools.x : 1032) - x - 16
        height: brand.height
        text: Tr.t("brand")
        role: "brand"
        minimumSize: 34
    }

    ShellTools {
        id: tools

        visible: header.controls
        x: 1032 - width
        y: Theme.elder ? 88 : 84
        chrome: header.chrome
        onIntent: (name, args) => header.intent(name, args)
    }
}
