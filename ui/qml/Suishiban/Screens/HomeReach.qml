pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Shell
import Suishiban.Components

/** Home with everything pressable at y ≥ 640; the scenery keeps the top. */
Item {
    id: home

    signal intent(string name, var args)

    required property var view

    width: 1080
    height: 1920

    Rectangle {
        y: 640
        width: 1080
        height: 1280
        color: Theme.page

        Rectangle {
            width: parent.width
            height: 3
            color: Theme.a200
        }
    }

    Label {
        x: Theme.margin
        y: 222
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
        Accessible.role: Accessible.Heading
    }

    Rectangle {
        x: Theme.margin
        y: 540
        width: notice.x + notice.width + 32
        height: 76
        radius: 38
        color: Theme.a700

        Icon {
            x: 32
            anchors.verticalCenter: parent.verticalCenter
            name: "wheelchair"
            size: 44
            color: Theme.onPrimary
        }

        Label {
            id: notice

            x: 92
            height: parent.height
            text: Tr.t("reach.on")
            role: "tile"
            size: 36
            color: Theme.onPrimary
        }
    }

    ShellTools {
        x: Theme.margin
        y: 664
        chrome: ({
                language: Tr.language
            })
        onIntent: (name, args) => home.intent(name, args)
    }

    SearchBox {
        objectName: "searchBox"
        x: Theme.margin
        y: 784
        height: 132
        onTapped: home.intent("search", {})
    }

    HomeNotice {
        x: Theme.margin
        y: 940
        notice: home.view.notice ?? null
        onTapped: home.intent(home.view.notice.key, {})
    }

    Row {
        visible: !home.view.notice
        x: Theme.margin
        y: 940
        spacing: Theme.gutter

        Repeater {
            model: home.view.popular

            Pill {
                required property var modelData

                objectName: "popular-" + modelData.code
                width: 228
                text: modelData.title
                onTapped: home.intent("matter", {
                    code: modelData.code
                })
            }
        }
    }

    Row {
        x: Theme.margin
        y: 1060
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

    ThemeGrid {
        x: Theme.margin
        y: 1264
        themes: home.view.themes
        onIntent: (name, args) => home.intent(name, args)
    }

    AnnouncementBar {
        x: Theme.margin
        y: 1534
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
