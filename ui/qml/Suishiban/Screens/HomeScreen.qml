pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Home. view (ui/views/home.py HomeView):
*   scene: "day" | "dusk" | "night", greeting: "morning" | "noon" | "afternoon" | "evening" | "night",
*   popular: [{code, title}] (≤ 4), quick: [{key, icon, title, caption, enabled}] (≤ 5),
*   bundles: [{key, title, caption, tone, icon}] (≤ 3), bundleTotal: int, themes: [{key, icon, title}] (≤ 8),
*   elderTiles: [{key, icon, title, caption, tone}] (≤ 6), notice: {key, icon, tone, title, text, action} or null,
*   announcement: string (one line, may be empty).
* intents: reprint {}, search {}, matter {code}, quick {key}, bundle {key}, allBundles {}, theme {key}, elderTile {key}, staff {}, identify {}.
*/
KioskScreen {
    id: home

    frame: "scene"

    Image {
        visible: !Theme.elder
        width: 1080
        height: 720
        sourceSize: Qt.size(1080, 720)
        // Not while `visible`: that is false behind every other screen, and unpacking takes half a frame.
        source: Theme.elder ? "" : `image://art/scene-${home.view.scene}`
    }

    Loader {
        active: !Theme.elder && !Theme.reach
        sourceComponent: HomeStandard {
            view: home.view
            onIntent: (name, args) => home.intent(name, args)
        }
    }

    Loader {
        active: !Theme.elder && Theme.reach
        sourceComponent: HomeReach {
            view: home.view
            onIntent: (name, args) => home.intent(name, args)
        }
    }

    Loader {
        active: Theme.elder
        sourceComponent: HomeElder {
            view: home.view
            onIntent: (name, args) => home.intent(name, args)
        }
    }
}
