pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* A matter before it starts: can it be done now, how long, what to bring. view (ui/views/guide.py GuideView):
*   title: string, subtitle: string, verdict: "finish" | "accept" | "not", reason: string, canStart: bool, canPrint: bool,
*   facts: [{label, value, note}] (4), who: [{text, tone: "ok" | "info" | "warn"}] (≤ 3),
*   materials: [{icon, title, note, tag: "free" | "card" | "scan" | "bring" | "case"}] (≤ 4), steps: [{icon, label}] (≤ 6),
*   printing: bool, printLabel, paperText: string (what became of the paper), paperTone: "" | "ok" | "warn",
*   members: [{icon, title, tag: "here" | "case" | "counter" | "more"}] (≤ 7, of a bundle),
*   counter: null or {place, hours, bring: [{icon, title}]}, of a matter that is done at a counter; it has no facts, materials, steps,
*   announcement: string (what the authorities say of this matter now, may be empty), more: bool (there is more to read).
* intents: start {}, printGuide {}, more {}.
*/
KioskScreen {
    id: guide

    readonly property bool elsewhere: (guide.view.counter ?? null) !== null

    Heading {
        id: heading

        inVisit: false
        title: guide.view.title
        // Large type has one line for it: whether it can be done, not whose matter it is.
        text: guide.view.paperText || (Theme.elder && Tr.english ? guide.view.subtitle.split(" · ").pop() : guide.view.subtitle)
        textColor: guide.view.paperTone ? Theme.tone(guide.view.paperTone).text : Theme.ink2
        textBold: guide.view.paperText !== ""
    }

    Loader {
        active: guide.elsewhere
        sourceComponent: GuideCounter {
            start: heading.bottomY
            view: guide.view
        }
    }

    Loader {
        active: !guide.elsewhere && !Theme.elder
        sourceComponent: GuideStandard {
            view: guide.view
        }
    }

    Loader {
        active: !guide.elsewhere && Theme.elder
        sourceComponent: GuideElder {
            start: heading.bottomY
            view: guide.view
        }
    }

    // Nothing can be started for a counter: what can be taken away is the one thing to do.
    ActionBar {
        readonly property bool takeAway: guide.elsewhere && guide.view.canPrint
        readonly property real aside: more.visible ? more.width + Theme.gutter : 0

        x: Theme.margin + aside
        width: Theme.content - aside

        text: takeAway ? guide.view.printLabel : guide.elsewhere ? Tr.t("guide.verdict.counter") : Tr.t("guide.start")
        icon: takeAway ? "printer" : guide.elsewhere ? "map-pin" : "arrow-right"
        iconFill: guide.elsewhere
        primaryEnabled: takeAway || guide.view.canStart
        loading: takeAway && guide.view.printing
        secondaryText: !guide.elsewhere && guide.view.canPrint ? guide.view.printLabel : ""
        secondaryEnabled: !guide.view.printing
        // Large type has no room for a picture beside the words of all three.
        secondaryIcon: Theme.elder && more.visible ? "" : "printer"
        secondaryWidth: !Theme.elder ? 288 : more.visible ? 300 : 360
        onPrimary: guide.intent(takeAway ? "printGuide" : "start", {})
        onSecondary: guide.intent("printGuide", {})

        Button {
            id: more

            objectName: "moreButton"
            visible: guide.view.more === true
            x: -width - Theme.gutter
            width: Theme.elder ? 176 : 200
            height: parent.height
            labelRole: "question"
            text: Tr.t("guide.more")
            icon: Theme.elder ? "" : "list-bullets"
            onTapped: guide.intent("more", {})
        }
    }
}
