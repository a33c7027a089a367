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

    Icon {
        x: 36
        anchors.verticalCenter: parent.verticalCenter
        name: "magnifying-glass"
        size: 64
        color: Theme.a700
    }

    Column {
        x: 128
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 128 - 36
        spacing: 0

        Label {
            width: parent.width
            text: box.title
            role: "section"
            size: Theme.elder ? 58 : 42
            color: Theme.elder ? Theme.a700 : Theme.ink
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: box.text
            role: "small"
            size: Theme.elder ? 44 : 32
            color: Theme.elder ? Theme.ink : Theme.ink2
            Accessible.ignored: true
        }
    }
}
