pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Home as most people see it. */
Item {
    id: home

    signal intent(string name, var args)

    required property var view

    width: 1080
    height: 1920

    Label {
        x: Theme.margin
        y: 226
        width: 560
        text: Tr.t("home.greeting." + home.view.greeting)
        role: "caption"
        size: 44
        color: Theme.ink2
    }

    Label {
        x: Theme.margin
        y: 284
        width: 700
        text: Tr.t("home.title")
        role: "homeTitle"
        size: Tr.english ? 64 : 84
        lineFactor: Tr.english ? 1.2 : 1.3
        Accessible.role: Accessible.Heading
    }

    SearchBox {
        objectName: "searchBox"
        x: Theme.margin
        y: 446
        aim: ({
                intent: "search",
                args: {}
            })
        onTapped: home.intent("search", {})
    }

    HomeNotice {
        x: Theme.margin
        y: 628
        notice: home.view.notice ?? null
        onTapped: home.intent(home.view.notice.key, {})
    }

    Label {
        visible: !home.view.notice
        x: Theme.margin
        y: 624
        width: 92
        height: 96
        text: Tr.t("home.popular")
        role: "captionBold"
        size: 32
        lines: 2
        lineFactor: 1.22
        color: Theme.ink2
    }

    Row {
        visible: !home.view.notice
        x: 144
        y: 628
        spacing: Theme.gutter

        Repeater {
            model: home.view.popular

            Pill {
                required property var modelData

                objectName: "popular-" + modelData.code
                text: modelData.title
                aim: ({
                        intent: "matter",
                        args: {
                            code: modelData.code
                        }
                    })
                onTapped: home.intent("matter", {
                    code: modelData.code
                })
            }
        }
    }

    Row {
        x: Theme.margin
        y: 752
        spacing: Theme.gutter

        Repeater {
            model: home.view.quick

            Tile {
                required property var modelData

                objectName: "quick-" + modelData.key
                width: (Theme.content - 4 * Theme.gutter) / 5
                height: 180
                stacked: true
                enabled: modelData.enabled
                icon: modelData.icon
                title: modelData.title
                caption: modelData.caption
                captionSize: 28
                titleSize: Tr.english ? 32 : 34
                onTapped: home.intent("quick", {
                    key: modelData.key
                })
            }
        }
    }

    Label {
        x: Theme.margin
        y: 962
        width: Theme.content
        text: Tr.t("home.bundles")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    Row {
        x: Theme.margin
        y: 1026
        spacing: Theme.gutter

        Repeater {
            model: home.view.bundles

            BundleCard {
                required property var modelData

                objectName: "bundle-" + modelData.key
                title: modelData.title
                caption: modelData.caption
                tone: modelData.tone
                icon: modelData.icon
                onTapped: home.intent("bundle", {
                    key: modelData.key
                })
            }
        }

        Tile {
            objectName: "allBundles"
            width: 120
            height: 176
            stacked: true
            icon: "arrow-circle-right"
            iconFill: false
            iconSize: 52
            title: Tr.t("home.all")
            caption: Tr.t("home.allCount", {
                count: home.view.bundleTotal
            })
            captionSize: 30
            ink: Theme.a700
            onTapped: home.intent("allBundles", {})
        }
    }

    Label {
        x: Theme.margin
        y: 1230
        width: Theme.content
        text: Tr.t("home.themes")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    ThemeGrid {
        x: Theme.margin
        y: 1294
        themes: home.view.themes
        tileHeight: announcement.visible ? 96 : 118
        onIntent: (name, args) => home.intent(name, args)
    }

    AnnouncementBar {
        id: announcement

        x: Theme.margin
        y: 1528
        text: home.view.announcement ?? ""
    }

    ActionBar {
        text: Tr.t("home.card")
        icon: "identification-card"
        iconFill: true
        labelSize: Tr.english ? 42 : 46
        onPrimary: home.intent("identify", {})
    }
}
