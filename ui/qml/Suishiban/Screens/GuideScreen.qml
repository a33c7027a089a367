pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* A matter before it starts: can it be done now, how long, what to bring. view (ui/views/guide.py GuideView):
*   title: string, subtitle: string, verdict: "finish" | "accept" | "not", reason: string, canStart: bool, canPrint: bool,
*   facts: [{label, value, note}] (4), who: [{text, tone: "ok" | "info" | "warn"}] (≤ 3),
*   materials: [{icon, title, note, tag: "free" | "scan" | "bring"}] (≤ 4), steps: [{icon, label}] (≤ 6).
* intents: start {}, printGuide {}.
*/
KioskScreen {
    id: guide

    Heading {
        id: heading

        inVisit: false
        title: guide.view.title
        text: guide.view.subtitle
    }

    GuideStandard {
        visible: !Theme.elder
        view: guide.view
    }

    GuideElder {
        visible: Theme.elder
        start: heading.bottomY
        view: guide.view
    }

    ActionBar {
        text: Tr.t("guide.start")
        icon: "arrow-right"
        primaryEnabled: guide.view.canStart
        secondaryText: guide.view.canPrint ? Tr.t("guide.print") : ""
        secondaryIcon: "printer"
        onPrimary: guide.intent("start", {})
        onSecondary: guide.intent("printGuide", {})
    }
}
