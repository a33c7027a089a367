pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* The last look before the signature. view (ui/views/review.py ReviewView):
*   title, text: string, masked: bool, next: string,
*   cards: [{key, icon, tone: "info" | "ok" | "warn", label, value, fullValue, text, fullText,
*     edit: "" | "form" | "materials", mark, thumbs: [url] (≤ 2), chip, chipTone}] (≤ 6).
* intents: accept_review {}, edit {step}.
*/
KioskScreen {
    id: review

    readonly property int room: Theme.elder ? 3 : 6
    readonly property int parts: Math.ceil(view.cards.length / room)
    property int part: 0
    readonly property bool last: part >= parts - 1

    Stable {
        id: cards

        source: review.view.cards.slice(review.part * review.room, (review.part + 1) * review.room)
    }

    Heading {
        id: heading

        width: hold.visible && !Theme.elder ? Theme.content - hold.width - Theme.gutter : Theme.content
        title: review.view.title
        text: Theme.elder ? "" : review.view.text
    }

    HoldToShow {
        id: hold

        visible: review.view.masked && (!Theme.elder || review.part === 0)
        x: Theme.elder ? Theme.margin : 1032 - width
        y: Theme.elder ? Theme.actionY - 24 - height : 412
        width: Theme.elder ? Theme.content : implicitWidth
        height: Theme.elder ? 112 : 96
    }

    Column {
        x: Theme.margin
        y: Theme.elder ? heading.bottomY + 20 : 552
        width: Theme.content
        spacing: Theme.elder ? 20 : 16

        Repeater {
            model: cards.value

            ReviewCard {
                required property var modelData

                card: modelData
                open: hold.showing
                onChange: review.intent("edit", {
                    step: modelData.edit
                })
            }
        }
    }

    ActionBar {
        text: review.last ? review.view.next : Tr.t("review.more")
        icon: review.last ? "pen-nib" : "arrow-right"
        secondaryText: review.part > 0 ? Tr.t("review.before") : ""
        secondaryIcon: "arrow-left"
        onPrimary: {
            if (review.last)
                review.intent("accept_review", {});
            else
                review.part += 1;
        }
        onSecondary: review.part -= 1
    }
}
