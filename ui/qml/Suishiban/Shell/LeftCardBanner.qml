import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** A card was forgotten on the reader. Flat: what has to be done is done with the hand. chrome.leftCard: {open, other, onReader}. */
Rectangle {
    id: banner

    required property var chrome
    readonly property var leftCard: chrome.leftCard ?? ({})
    readonly property bool other: leftCard.other === true

    visible: leftCard.open === true
    width: Theme.content
    height: Theme.elder ? 140 : 220
    radius: Theme.radiusLarge
    color: Theme.g50
    border.width: 4
    border.color: Theme.g500
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title.text + "。" + where.text
    Accessible.ignored: !visible
    objectName: "leftCardBanner"

    Icon {
        id: icon

        x: 36
        anchors.verticalCenter: parent.verticalCenter
        size: Theme.elder ? 96 : 108
        fill: true
        name: "identification-card"
        color: Theme.g700
    }

    Column {
        x: 176
        width: parent.width - x - 28
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.elder ? 0 : 6

        Label {
            id: title

            width: parent.width
            role: "question"
            size: 56
            text: banner.other ? Tr.t("left.other") : Tr.t("left.title")
            color: Theme.g700
            Accessible.ignored: true
        }

        Label {
            id: where

            visible: !Theme.elder || banner.other
            width: parent.width
            role: "small"
            text: banner.other ? Tr.t("left.otherText") : Tr.t("map.id")
            Accessible.ignored: true
        }

        // Whose card it is nobody knows, nor what they read.
        Label {
            visible: !Theme.elder || !banner.other
            width: parent.width
            role: "small"
            text: banner.other ? Tr.t("left.otherAgain") : Tr.t("left.again")
            color: Theme.ink2
            Accessible.ignored: true
        }
    }
}
