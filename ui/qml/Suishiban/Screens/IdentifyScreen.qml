pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Lay the ID card down, or what is wrong and the way on. view (ui/views/identify.py IdentifyView):
*   state: "place" | "trouble" | "checking" | "refused" | "down", title, text, badge: string, tone: "info" | "ok" | "warn" | "err",
*   fixesTitle: string, fixes: [string] (≤ 3), tips: [{icon, title, text}] (3), helpFirst: bool,
*   choices: [{key, title, text, icon, action, intent: "help" | "exit"}], noteTitle, noteText: string,
*   other: string (what can be done without a card; empty for none), inVisit: bool (whether steps stand above).
* intents: help {}, exit {}, other_matters {}, withoutCard {}.
*/
KioskScreen {
    id: identify

    readonly property bool down: view.state === "down"
    readonly property bool refused: view.state === "refused"
    readonly property real bodyY: heading.bottomY + 28

    Heading {
        id: heading

        inVisit: identify.view.inVisit ?? true
        title: Theme.elder && identify.view.state === "place" ? Tr.t("identify.elder") : identify.view.title
        text: Theme.elder && identify.view.state === "place" ? "" : identify.view.text
    }

    IdentifyReader {
        id: reader

        visible: !identify.down
        y: identify.bodyY
        height: Math.min(identify.refused ? 600 : 640, Theme.actionY - 32 - lower.height - y - 24)
        view: identify.view
    }

    IdentifyAdvice {
        id: lower

        visible: !identify.down
        y: identify.refused || !heading.inVisit ? reader.y + reader.height + 24 : Theme.actionY - 32 - height
        view: identify.view
    }

    IdentifyDown {
        id: ways

        visible: identify.down
        y: identify.bodyY
        view: identify.view
    }

    ActionBar {
        visible: !identify.down && !identify.refused && identify.view.state !== "checking"
        kind: identify.view.helpFirst ? "quiet" : "secondary"
        icon: identify.view.other ? "magnifying-glass" : "question"
        text: identify.view.other || (identify.view.helpFirst ? Tr.t("identify.otherWays") : Tr.t("identify.noCard"))
        onPrimary: identify.intent(identify.view.other ? "withoutCard" : "help", {})
    }

    ActionBar {
        visible: identify.view.state === "checking"
        kind: "secondary"
        primaryEnabled: false
        loading: true
        loadingText: Tr.t("identify.wait")
        text: Tr.t("identify.wait")
    }

    ActionBar {
        visible: identify.refused
        text: Tr.t("identify.leave")
        icon: "sign-out"
        secondaryText: Tr.t("identify.otherMatters")
        onPrimary: identify.intent("exit", {})
        onSecondary: identify.intent("other_matters", {})
    }

    ActionBar {
        visible: identify.down
        text: ways.chosen ? ways.chosen.action : ""
        icon: "arrow-right"
        onPrimary: identify.intent(ways.chosen.intent, {})
    }
}
