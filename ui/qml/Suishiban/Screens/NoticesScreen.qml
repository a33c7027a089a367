pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* All announcements in full. view (ui/views/announcements.py NoticesView):
*   entries: [{key, text, days, about}] (≤ 3, ≤ 2 in large type), page: int (from 1), pages: int.
* intents: page {page}.
*/
KioskScreen {
    id: notices

    readonly property int count: notices.view.entries.length

    Heading {
        id: heading

        inVisit: false
        title: Tr.t("notices.title")
        text: notices.view.pages > 1 ? Tr.t("search.page", {
            page: notices.view.page,
            pages: notices.view.pages
        }) : Tr.t("notices.text")
    }

    Note {
        visible: notices.count === 0
        x: Theme.margin
        y: heading.bottomY + 32
        title: Tr.t("notices.none")
    }

    Column {
        x: Theme.margin
        y: heading.bottomY + 32
        spacing: Theme.gutter

        Repeater {
            model: notices.view.entries

            Card {
                id: entry

                required property var modelData

                width: Theme.content
                height: said.y + said.height + 24

                Label {
                    id: about

                    x: 28
                    y: 20
                    width: (parent.width - 56) * (Theme.elder ? 1 : 0.6)
                    text: entry.modelData.about
                    role: "captionBold"
                    color: Theme.a700
                }

                Label {
                    anchors.right: parent.right
                    anchors.rightMargin: 28
                    y: Theme.elder ? about.y + about.height : 20
                    width: Theme.elder ? parent.width - 56 : Math.min(implicitWidth, (parent.width - 56) * 0.4)
                    text: entry.modelData.days
                    role: "caption"
                    color: Theme.ink2
                }

                Label {
                    id: said

                    x: 28
                    y: about.y + about.height * (Theme.elder ? 2 : 1) + 8
                    width: parent.width - 56
                    text: entry.modelData.text
                    role: "body"
                    size: Theme.elder ? 44 : 36
                    lines: Theme.elder ? 10 : 8
                    room: Theme.elder ? 360 : 180
                    lineFactor: 1.3
                    height: contentHeight
                }
            }
        }
    }

    ActionBar {
        visible: notices.view.pages > 1
        text: Tr.t("search.next")
        icon: "arrow-right"
        primaryEnabled: notices.view.page < notices.view.pages
        secondaryText: Tr.t("search.previous")
        secondaryIcon: "arrow-left"
        secondaryEnabled: notices.view.page > 1
        onPrimary: notices.intent("page", {
            page: notices.view.page + 1
        })
        onSecondary: notices.intent("page", {
            page: notices.view.page - 1
        })
    }
}
