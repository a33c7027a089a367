import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Please put your card back. chrome.cardAway: {open, seconds, total, reading, trouble, advice, money}. */
Sheet {
    id: sheet

    signal intent(string name, var args)

    required property var chrome
    readonly property var away: chrome.cardAway ?? ({})
    readonly property bool troubled: (away.trouble ?? "") !== ""

    topY: 530
    veil: 0.74
    fill: Theme.surface
    open: away.open === true
    objectName: "cardAwaySheet"
    Accessible.name: Tr.t("away.title")

    CountdownRing {
        x: 370
        y: 586
        seconds: sheet.away.seconds ?? 0
        total: sheet.away.total ?? 25
        unit: Tr.t("away.unit")
    }

    Label {
        x: Theme.margin
        y: 952
        width: Theme.content
        align: Text.AlignHCenter
        role: "sheetTitle"
        text: Tr.t("away.title")
    }

    Label {
        x: Theme.margin
        y: Theme.elder ? 1086 : 1070
        width: Theme.content
        align: Text.AlignHCenter
        role: "lead"
        size: Theme.elder ? 46 : 40
        text: sheet.away.reading === true ? Tr.t("away.reading") : Tr.t("away.text")
        color: Theme.ink2
    }

    KioskMap {
        x: 84
        y: 1212
        part: "id"
    }

    Note {
        x: 352
        y: Theme.elder ? 1200 : 1252
        width: Theme.content + Theme.margin - x
        height: Theme.elder ? 330 : 220
        tone: sheet.troubled ? "warn" : "info"
        icon: "identification-card"
        title: sheet.troubled ? sheet.away.trouble : Tr.t("away.where")
        text: sheet.troubled ? sheet.away.advice : Tr.t("away.whereText")
    }

    Button {
        objectName: "endButton"
        x: Theme.margin
        y: Theme.actionY
        width: Theme.content
        height: Theme.actionHeight
        icon: "sign-out"
        text: Tr.t("away.leave")
        labelSize: Theme.elder ? 54 : 42
        onTapped: sheet.intent("leave", {})
    }

    Note {
        x: Theme.margin
        y: 1776
        width: Theme.content
        height: 112
        tone: "ok"
        icon: sheet.away.money === true ? "shield-check" : "lock-key"
        title: sheet.away.money === true ? Tr.t("away.money") : Tr.t("away.covered")
    }
}
