import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Are you still there? chrome.timeout: {open, seconds, total, cardOnReader}. */
Sheet {
    id: sheet

    signal intent(string name, var args)

    required property var chrome
    readonly property var timeout: chrome.timeout ?? ({})

    topY: 530
    veil: 0.74
    fill: Theme.surface
    open: timeout.open === true
    objectName: "timeoutSheet"
    Accessible.name: Tr.t("timeout.title")

    CountdownRing {
        x: 370
        y: 614
        seconds: sheet.timeout.seconds ?? 0
        total: sheet.timeout.total ?? 30
        unit: Tr.t("timeout.unit")
    }

    Label {
        x: Theme.margin
        y: 1000
        width: Theme.content
        align: Text.AlignHCenter
        role: "sheetTitle"
        text: Tr.t("timeout.title")
    }

    Label {
        x: Theme.margin
        y: Theme.elder ? 1112 : 1118
        width: Theme.content
        align: Text.AlignHCenter
        role: "lead"
        size: Theme.elder ? 42 : 40
        text: Tr.t("timeout.text")
        color: Theme.ink2
    }

    Note {
        x: Theme.margin
        y: Theme.elder ? 1188 : 1232
        width: Theme.content
        height: Theme.elder ? 166 : 138
        icon: "lock-key"
        title: Tr.t("timeout.covered")
        text: Tr.t("timeout.coveredText")
    }

    Note {
        visible: sheet.timeout.cardOnReader === true
        x: Theme.margin
        y: Theme.elder ? 1370 : 1394
        width: Theme.content
        height: Theme.elder ? 166 : 138
        tone: "warn"
        icon: "identification-card"
        title: Tr.t("timeout.card")
        text: Tr.t("timeout.cardText")
    }

    Button {
        objectName: "stayButton"
        x: Theme.margin
        y: Theme.actionY
        width: Theme.content
        height: Theme.actionHeight
        kind: "primary"
        icon: "hand-waving"
        text: Tr.t("timeout.stay")
        onTapped: sheet.intent("stay", {})
    }

    Button {
        objectName: "leaveButton"
        x: Theme.margin
        y: 1784
        width: Theme.content
        height: 112
        icon: "sign-out"
        text: Tr.t("timeout.leave")
        labelSize: Theme.elder ? 48 : 38
        onTapped: sheet.intent("leave", {})
    }
}
