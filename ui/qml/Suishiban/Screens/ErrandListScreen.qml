pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* A page of what belongs to somebody: cases, looks at their data, what they wrote. view (ui/views/errand_parts.py ErrandListView):
*   title, text, rows: [{key, icon, title, lines: [string], chip, tone, intent, act, actIntent}], page (from 1), pages: int, working: bool,
*   remark: {tone, icon, title, text} or null, primary, secondary: {label, intent, args, icon, loading} or null.
* intents: page {page}, whatever a row ({key}) or a way says.
*/
KioskScreen {
    id: list

    readonly property int lines: rows.length > 0 ? rows.reduce((most, row) => Math.max(most, row.lines.length), 1) : 1
    readonly property var rows: view.rows
    readonly property bool paged: view.pages > 1
    /** Only to be read: two lines for each. */
    readonly property bool flat: rows.length > 0 && rows.every(row => row.intent === "" && row.act === "")
    /** In large type a title that one line cannot say at its size takes two, and all rows of the page stay alike. */
    readonly property int titleLines: Theme.elder && !flat && rows.some(row => row.title.length > (Tr.english ? 36 : 21)) ? 2 : 1
    readonly property real rowHeight: (Theme.elder ? 172 + 52 * lines : 86 + 48 * lines) + (titleLines - 1) * 32 + (flat ? (Theme.elder ? 104 : 100) : 0)

    Heading {
        id: heading

        inVisit: false
        title: list.view.title
        text: list.view.working ? "" : list.view.text
    }

    Waiting {
        visible: list.view.working
        x: Theme.margin
        y: heading.bottomY + 36
        text: list.view.text
    }

    Note {
        visible: list.view.remark !== null
        x: Theme.margin
        y: heading.bottomY + 36
        tone: list.view.remark?.tone ?? "info"
        icon: list.view.remark?.icon ?? "info"
        title: list.view.remark?.title ?? ""
        text: list.view.remark?.text ?? ""
    }

    Column {
        x: Theme.margin
        y: heading.bottomY + 32
        spacing: Theme.gutter

        Repeater {
            model: list.rows

            ErrandRow {
                required property var modelData

                height: list.rowHeight + (modelData.act === "" ? 0 : Theme.elder ? 136 : 32)
                row: modelData
                titleLines: list.titleLines
                onActed: list.intent(modelData.actIntent, {
                    key: modelData.key
                })
                onTapped: list.intent(modelData.intent, {
                    key: modelData.key
                })
            }
        }
    }

    Row {
        visible: list.paged && !list.view.working
        x: Theme.margin
        y: Theme.actionY - 136
        spacing: Theme.gutter

        Button {
            objectName: "previousPage"
            enabled: list.view.page > 1
            width: 300
            height: 104
            text: Tr.t("search.previous")
            icon: "arrow-left"
            onTapped: list.intent("page", {
                page: list.view.page - 1
            })
        }

        Label {
            width: Theme.content - 2 * (300 + Theme.gutter)
            height: 104
            align: Text.AlignHCenter
            text: Tr.t("search.page", {
                page: list.view.page,
                pages: list.view.pages
            })
            role: "tile"
            bold: false
            color: Theme.ink2
        }

        Button {
            objectName: "nextPage"
            enabled: list.view.page < list.view.pages
            width: 300
            height: 104
            text: Tr.t("search.next")
            icon: "arrow-right"
            iconLast: true
            onTapped: list.intent("page", {
                page: list.view.page + 1
            })
        }
    }

    ErrandWays {
        primary: list.view.working ? null : list.view.primary
        secondary: list.view.working ? null : list.view.secondary
        quiet: true
        onChosen: (name, args) => list.intent(name, args)
    }
}
