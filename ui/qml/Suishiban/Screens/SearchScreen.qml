pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Find a matter by name, full pinyin or initials. view (ui/views/search.py SearchView):
*   query: string, heading: string (what is listed, where nothing is searched), browsing: bool (a list, no keyboard at first),
*   found: int, page: int (from 1), pages: int, candidates: [string] (≤ 4, the first is the best),
*   results: [{code, parts: [{text, hit}], meta, icon, chip: "here" | "part" | "counter" | "later"}] (as many as fit).
* intents: query {text}, candidate {text}, page {page}, matter {code}.
*/
KioskScreen {
    id: search

    /** With the keyboard open the page has no halves: what is pressed then stands between the highest reach and the keys. */
    readonly property bool low: Theme.reach && Typing.open
    readonly property int rows: low ? (Theme.elder ? 1 : 2) : search.view.browsing && !Typing.open ? (Theme.elder ? 5 : 6) : (Theme.elder ? 3 : 4)
    readonly property real fieldY: low ? 640 : Theme.elder ? 236 : 220
    readonly property real countY: low ? 576 : fieldY + (Theme.elder ? 134 : 144)
    readonly property real rowsY: low ? 788 : Theme.elder ? 434 : 428

    function chipOf(kind: string): var {
        const icons = {
            here: ["check-circle", "ok"],
            part: ["check-circle", "info"],
            counter: ["map-pin", "neutral"],
            later: ["clock", "warn"]
        };
        const found = icons[kind] ?? icons.counter;
        return {
            icon: found[0],
            tone: found[1],
            text: Tr.t("search.chip." + kind)
        };
    }

    Component.onCompleted: Typing.ownCandidates = true
    Component.onDestruction: Typing.ownCandidates = false

    TextField {
        id: field

        objectName: "searchField"
        x: Theme.margin
        y: search.fieldY
        width: Theme.content
        boxHeight: 124
        icon: "magnifying-glass"
        text: search.view.query
        placeholder: Tr.t("search.placeholder")
        clearText: Tr.t("search.clear")
        enterText: Tr.t("search.go")
        inputMethodHints: Qt.ImhLatinOnly | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase | Qt.ImhSensitiveData
        maximumLength: 40
        wantsFocus: !search.view.browsing
        onEdited: text => search.intent("query", {
                text: text
            })
        onEntered: {
            // One is the answer; of several the list is shown whole, without the keyboard over it.
            if (search.view.found === 1)
                search.intent("matter", {
                    code: search.view.results[0].code
                });
            else if (search.view.found > 1)
                field.input.focus = false;
        }
    }

    Label {
        x: Theme.margin
        y: search.countY
        width: 700
        height: 52
        text: search.view.heading !== "" ? search.view.heading : search.view.query === "" ? Tr.t("search.start") : search.view.found === 0 ? Tr.t("search.none") : Tr.t("search.found", {
            count: search.view.found
        })
        role: "tile"
        size: Theme.elder ? 38 : 34
        bold: false
        color: Theme.ink2
    }

    Label {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: search.countY
        height: 52
        visible: search.view.pages > 1
        text: Tr.t("search.page", {
            page: search.view.page,
            pages: search.view.pages
        })
        role: "tile"
        size: 34
        bold: false
        color: Theme.ink2
    }

    Column {
        x: Theme.margin
        y: search.rowsY
        spacing: Theme.gutter

        Repeater {
            model: search.view.results.slice(0, search.rows)

            ResultRow {
                id: row

                required property var modelData
                required property int index
                readonly property var tag: search.chipOf(modelData.chip)

                objectName: "result-" + modelData.code
                height: Theme.elder ? 204 : 156
                first: index === 0 && search.view.query !== ""
                parts: modelData.parts
                meta: modelData.meta
                icon: modelData.icon
                chip: tag.text
                chipIcon: tag.icon
                chipTone: tag.tone
                aim: ({
                        intent: "matter",
                        args: {
                            code: row.modelData.code
                        }
                    })
                onTapped: search.intent("matter", {
                    code: row.modelData.code
                })
            }
        }
    }

    Note {
        visible: search.view.results.length === 0
        x: Theme.margin
        y: search.low ? search.rowsY : 436
        width: Theme.content
        title: search.view.query === "" ? Tr.t("search.start") : Tr.t("search.none")
        text: search.view.query === "" ? Tr.t("search.startText") : Tr.t("search.noneText")
        icon: search.view.query === "" ? "magnifying-glass" : "question"
        tone: search.view.query === "" ? "info" : "warn"
    }

    CandidateBar {
        visible: Typing.open
        y: 1144
        candidates: search.view.candidates
        hasMore: search.view.pages > 1
        onMore: search.intent("page", {
            page: search.view.page % search.view.pages + 1
        })
        onChosen: text => search.intent("candidate", {
                text: text
            })
    }

    ActionBar {
        visible: !Typing.open && search.view.pages > 1
        text: Tr.t("search.next")
        icon: "arrow-right"
        primaryEnabled: search.view.page < search.view.pages
        secondaryText: Tr.t("search.previous")
        secondaryIcon: "arrow-left"
        secondaryEnabled: search.view.page > 1
        onPrimary: search.intent("page", {
            page: search.view.page + 1
        })
        onSecondary: search.intent("page", {
            page: search.view.page - 1
        })
    }
}
