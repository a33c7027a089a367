pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* What a guide says beyond itself, to be read. chrome.more (ui/views/more.py MoreView): {title, text, topic, page, pages,
* topics: [{key, icon, title}] (≤ 6), blocks: [{title, text}]}. Sizes of cards are measured there too: change both.
*/
Sheet {
    id: sheet

    signal intent(string name, var args)

    required property var chrome
    readonly property var view: chrome.more ?? ({})
    readonly property bool reading: (view.topic ?? "") !== ""
    readonly property Stable topics: Stable {
        source: sheet.view.topics
    }
    readonly property Stable blocks: Stable {
        source: sheet.view.blocks
    }

    topY: reading ? 220 : 560
    open: (chrome.more ?? null) !== null
    objectName: "moreSheet"
    Accessible.name: sheet.view.title ?? ""

    Label {
        id: title

        x: Theme.margin
        y: sheet.topY + 46
        width: Theme.content
        role: "sheetTitle"
        size: Theme.elder ? 84 : 72
        text: sheet.view.title ?? ""
        Accessible.role: Accessible.Heading
    }

    Label {
        x: Theme.margin
        y: title.y + 100
        width: Theme.content
        role: "lead"
        size: Theme.elder ? 40 : 36
        text: sheet.view.text ?? ""
        color: Theme.ink2
    }

    Grid {
        visible: !sheet.reading
        x: Theme.margin
        y: 792
        columns: 2
        spacing: Theme.gutter

        Repeater {
            model: sheet.topics.value

            Tile {
                required property var modelData

                objectName: "more-" + modelData.key
                width: 480
                height: 230
                badge: true
                titleRole: "listTitle"
                titleSize: Theme.elder ? 52 : 46
                icon: modelData.icon
                title: modelData.title
                onTapped: sheet.intent("moreTopic", {
                    key: modelData.key
                })
            }
        }
    }

    Column {
        x: Theme.margin
        y: 440
        spacing: 20

        Repeater {
            model: sheet.blocks.value

            Card {
                id: block

                required property var modelData

                width: Theme.content
                height: words.height + 48

                Column {
                    id: words

                    x: 32
                    y: 24
                    width: parent.width - 64
                    spacing: 8

                    Label {
                        visible: text !== ""
                        width: parent.width
                        text: block.modelData.title
                        role: "bodyBold"
                        lines: 4
                        fit: false
                        height: contentHeight
                        color: Theme.a700
                    }

                    Label {
                        visible: text !== ""
                        width: parent.width
                        text: block.modelData.text
                        role: "body"
                        lines: 40
                        fit: false
                        height: contentHeight
                    }
                }
            }
        }
    }

    Row {
        visible: sheet.reading && sheet.view.pages > 1
        x: Theme.margin
        y: Theme.actionY - 136
        spacing: Theme.gutter

        Button {
            objectName: "previousPage"
            enabled: sheet.view.page > 1
            width: 300
            height: 104
            text: Tr.t("search.previous")
            icon: "arrow-left"
            onTapped: sheet.intent("morePage", {
                page: sheet.view.page - 1
            })
        }

        Label {
            width: Theme.content - 2 * (300 + Theme.gutter)
            height: 104
            align: Text.AlignHCenter
            text: Tr.t("search.page", {
                page: sheet.view.page ?? 1,
                pages: sheet.view.pages ?? 1
            })
            role: "tile"
            bold: false
            color: Theme.ink2
        }

        Button {
            objectName: "nextPage"
            enabled: sheet.view.page < sheet.view.pages
            width: 300
            height: 104
            text: Tr.t("search.next")
            icon: "arrow-right"
            iconLast: true
            onTapped: sheet.intent("morePage", {
                page: sheet.view.page + 1
            })
        }
    }

    ActionBar {
        shift: 0
        text: Tr.t(sheet.reading ? "more.topics" : "more.back")
        icon: "arrow-left"
        onPrimary: sheet.intent("back", {})
    }

    Footer {
        chrome: sheet.chrome
        onIntent: (name, args) => sheet.intent(name, args)
    }
}
