import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Really leave? Asked once, where something would be erased. chrome.leave: {open, money, cardOnReader}. */
Sheet {
    id: sheet

    signal intent(string name, var args)

    required property var chrome
    readonly property var leave: chrome.leave ?? ({})
    readonly property int notes: (leave.money === true ? 1 : 0) + (leave.cardOnReader === true ? 1 : 0)
    readonly property int noteHeight: Theme.elder ? 166 : 138
    /** Fewer notes, a lower sheet. */
    readonly property int drop: (2 - notes) * (noteHeight + Theme.gutter)
    readonly property int firstNote: (Theme.elder ? 1194 : 1206) + drop

    topY: 880 + drop
    veil: 0.74
    fill: Theme.surface
    open: leave.open === true
    objectName: "leaveSheet"
    Accessible.name: Tr.t("leave.title")

    Label {
        x: Theme.margin
        y: (Theme.elder ? 944 : 960) + sheet.drop
        width: Theme.content
        align: Text.AlignHCenter
        role: "sheetTitle"
        text: Tr.t("leave.title")
    }

    Label {
        x: Theme.margin
        y: 1080 + sheet.drop
        width: Theme.content
        align: Text.AlignHCenter
        role: "lead"
        size: Theme.elder ? 46 : 40
        text: Tr.t("leave.text")
        color: Theme.ink2
    }

    Note {
        visible: sheet.leave.money === true
        x: Theme.margin
        y: sheet.firstNote
        width: Theme.content
        height: sheet.noteHeight
        tone: "ok"
        icon: "shield-check"
        title: Tr.t("leave.money")
        text: Tr.t("leave.moneyText")
    }

    Note {
        visible: sheet.leave.cardOnReader === true
        x: Theme.margin
        y: sheet.firstNote + (sheet.leave.money === true ? sheet.noteHeight + Theme.gutter : 0)
        width: Theme.content
        height: sheet.noteHeight
        tone: "warn"
        icon: "identification-card"
        title: Tr.t("leave.card")
        text: Tr.t("leave.cardText")
    }

    Button {
        objectName: "keepGoingButton"
        x: Theme.margin
        y: Theme.actionY
        width: Theme.content
        height: Theme.actionHeight
        kind: "primary"
        icon: "arrow-left"
        text: Tr.t("leave.stay")
        onTapped: sheet.intent("keep_going", {})
    }

    Button {
        objectName: "reallyLeaveButton"
        x: Theme.margin
        y: 1784
        width: Theme.content
        height: 112
        icon: "sign-out"
        text: Tr.t("leave.go")
        labelSize: Theme.elder ? 48 : 38
        onTapped: sheet.intent("leave", {})
    }
}
