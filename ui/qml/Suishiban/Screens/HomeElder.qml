pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Home in large type: at most six choices, the hotline at hand. */
Item {
    id: home

    signal intent(string name, var args)

    required property var view
    /** Something takes half the room of the search box. */
    readonly property bool told: (view.notice ?? null) !== null || (view.announcement ?? "") !== ""

    width: 1080
    height: 1920

    Label {
        x: Theme.margin
        y: 240
        width: Theme.content
        text: Tr.t("home.titleElder")
        role: "homeTitle"
        Accessible.role: Accessible.Heading
    }

    HomeNotice {
        x: Theme.margin
        y: 352
        height: 124
        notice: home.view.notice ?? null
        onTapped: home.intent(home.view.notice.key, {})
    }

    AnnouncementBar {
        visible: text !== "" && !home.view.notice
        x: Theme.margin
        y: 352
        height: 124
        leads: true
        text: home.view.announcement ?? ""
        onTapped: home.intent("quick", {
            key: "policies"
        })
    }

    SearchBox {
        objectName: "searchBox"
        x: Theme.margin
        y: home.told ? 500 : 376
        height: home.told ? 100 : 216
        title: Tr.t("home.searchElder")
        text: home.told ? "" : Tr.t("home.searchElderHint")
        face: Theme.a50
        edge: Theme.a700
        edgeWidth: 5
        onTapped: home.intent("search", {})
    }

    Grid {
        x: Theme.margin
        y: 624
        columns: 2
        spacing: Theme.gutter

        Repeater {
            model: home.view.elderTiles

            Tile {
                required property var modelData

                objectName: "elder-" + modelData.key
                width: 480
                height: 230
                badge: true
                icon: modelData.icon
                tone: modelData.tone
                title: modelData.title
                titleRole: "listTitle"
                caption: modelData.caption
                captionSize: 40
                onTapped: home.intent("elderTile", {
                    key: modelData.key
                })
            }
        }
    }

    Button {
        objectName: "staffButton"
        x: Theme.margin
        y: 1396
        width: Theme.content
        height: 148
        kind: "staff"
        text: Tr.t("home.staff")
        icon: "phone-call"
        iconFill: true
        iconSize: 76
        labelSize: 60
        gap: 30
        onTapped: home.intent("staff", {})
    }

    ActionBar {
        text: Tr.t("home.cardElder")
        icon: "identification-card"
        iconFill: true
        onPrimary: home.intent("identify", {})
    }
}
