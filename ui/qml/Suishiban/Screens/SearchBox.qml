import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Home's invitation to search; it opens the search screen. */
Pressable {
    id: box

    property string title: Tr.t("home.search")
    property string text: Tr.t("home.searchHint")

    implicitWidth: Theme.content
    implicitHeight: 158
    name: title
    radius: Theme.radiusLarge
    edge: Theme.a600
    edgeWidth: 3
    ledge: Theme.night ? Theme.a200 : "#8FB2D0"

    Rectangle {
        visible: Theme.elder
        x: 38
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(140, box.height - 26)
        height: width
        radius: width / 2
        color: Theme.a700
    }

    Icon {
        x: Theme.elder ? 38 + (Math.min(140, box.height - 26) - width) / 2 : 36
        anchors.verticalCenter: parent.verticalCenter
        name: "magnifying-glass"
        size: Theme.elder ? Math.min(84, box.height / 2) : 64
        color: Theme.elder ? Theme.onPrimary : Theme.a700
    }

    Column {
        x: Theme.elder ? 222 : 128
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - 36
        spacing: 0

        Label {
            width: parent.width
            text: box.title
            role: "section"
            size: Theme.elder ? 58 : Tr.english ? 38 : 42
            color: Theme.elder ? Theme.a700 : Theme.ink
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: box.text
            role: "small"
            size: Theme.elder ? 44 : 32
            color: Theme.elder ? Theme.ink : Theme.ink2
            Accessible.ignored: true
        }
    }
}
