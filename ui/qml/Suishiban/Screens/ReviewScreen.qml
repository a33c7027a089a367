pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* The last look before the signature. view (ui/views/review.py ReviewView):
*   title, text: string, masked: bool, next, nextIcon: string,
*   cards: [{key, icon, tone: "info" | "ok" | "warn", label, value, fullValue, text, fullText,
*     edit: "" | "form" | "materials", mark, thumbs: [url] (≤ 2), chip, chipTone}] (≤ 6).
* intents: accept_review {}, edit {step}.
*/
KioskScreen {
    id: review

    readonly property var fee: view.cards.find(card => card.key === "fee") ?? null
    readonly property real upperY: Theme.elder ? heading.bottomY + 20 : 552
    readonly property real lowerY: (fee !== null ? Theme.actionY - 24 - price.height : Theme.actionY - 8) - gap
    readonly property int gap: Theme.elder ? 20 : 16
    /** Index of the first card of each part: as many cards as there is room for, the fee below them on every part. */
    property var starts: [0]
    readonly property int parts: starts.length
    property int part: 0
    readonly property bool last: part >= parts - 1

    function arrange(): void {
        // Full values are looked at where they stand: nothing moves meanwhile.
        if (hold.showing)
            return;
        const found = [0];
        let used = 0;
        for (let index = 0; index < list.count; index++) {
            const card = list.itemAt(index);
            if (card === null)
                return;
            const room = review.lowerY - review.upperY - (Theme.elder && found.length === 1 && hold.wanted ? hold.height + review.gap : 0);
            if (used > 0 && used + card.height > room) {
                found.push(index);
                used = 0;
            }
            used += card.height + review.gap;
        }
        if (JSON.stringify(found) !== JSON.stringify(starts))
            starts = found;
        part = Math.min(part, found.length - 1);
    }

    function later(): void {
        Qt.callLater(review.arrange);
    }

    onLowerYChanged: later()
    onUpperYChanged: later()

    Stable {
        id: cards

        source: review.view.cards.filter(card => card.key !== "fee")
    }

    Heading {
        id: heading

        width: hold.visible && !Theme.elder ? Theme.content - hold.width - Theme.gutter : Theme.content
        title: review.view.title
        text: Theme.elder ? "" : review.view.text
    }

    HoldToShow {
        id: hold

        readonly property bool wanted: review.view.masked

        visible: wanted && (!Theme.elder || review.part === 0)
        x: Theme.elder ? Theme.margin : 1032 - width
        y: Theme.elder ? review.lowerY - height : 412
        width: Theme.elder ? Theme.content : implicitWidth
        height: Theme.elder ? 112 : 96
    }

    Column {
        x: Theme.margin
        y: review.upperY
        width: Theme.content
        spacing: review.gap

        Repeater {
            id: list

            model: cards.value
            onCountChanged: review.later()

            ReviewCard {
                required property var modelData
                required property int index

                visible: index >= review.starts[review.part] && index < (review.starts[review.part + 1] ?? list.count)
                card: modelData
                open: hold.showing
                onHeightChanged: review.later()
                onChange: review.intent("edit", {
                    step: modelData.edit
                })
            }
        }
    }

    ReviewCard {
        id: price

        visible: review.fee !== null
        x: Theme.margin
        y: Theme.actionY - 24 - height - Theme.reachShift
        z: 1
        card: review.fee ?? review.view.cards[0]
    }

    ActionBar {
        text: review.last ? review.view.next : Tr.t("review.more")
        icon: review.last ? review.view.nextIcon : "arrow-right"
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
