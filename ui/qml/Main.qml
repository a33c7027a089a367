import QtQuick
import Suishiban.Theme
import Suishiban.Components
import Suishiban.Shell

/**
* The window: a 1080×1920 stage, scaled down to fit, with the development dock at its right when there is one.
*
* `kiosk` is the bridge. It sets all of its properties before it notifies, so that screen and view always belong together.
* With viewText and chromeText it gives view and chrome as JSON text too, which is far cheaper than a map to convert.
*/
Window {
    id: window

    required property var kiosk
    /** QML file of the development dock; empty on a real machine. */
    property url devDockSource
    /** What the dock drives: ui/devdock/dock.py. */
    property var dockModel: null
    /** QML file of the on-screen keyboard; empty where a hardware keyboard does the typing. */
    property url keyboardSource
    property string shownScreen
    property string shownView
    property string homeView
    /** Had the focus when a sheet opened; gets it back, and with it the keyboard. */
    property Item focusBefore: null
    readonly property bool atHome: shownScreen === "home"
    /** The shell's data as a plain JavaScript object: the bridge's map would be converted anew at each of many reads. */
    property var chrome: JSON.parse(kiosk.chromeText ?? JSON.stringify(kiosk.chrome))
    readonly property KioskScreen body: (atHome ? home.item : loader.item) as KioskScreen
    readonly property string frame: body ? body.frame : "page"
    readonly property real dockWidth: dock.item ? dock.width : 0

    width: 1080 + dockWidth
    height: 1920
    visible: true
    title: Tr.t("brand")
    color: "#0A1B2D"

    function show(): void {
        const content = window.kiosk.viewText ?? JSON.stringify(window.kiosk.view);
        const view = JSON.parse(content);
        if (window.kiosk.screen === window.shownScreen) {
            if (window.body && content !== window.shownView)
                window.body.view = view;
            window.shownView = content;
            if (window.atHome)
                window.homeView = content;
            return;
        }
        window.shownScreen = window.kiosk.screen;
        window.shownView = content;
        if (window.atHome && home.item) {
            if (content !== window.homeView)
                (home.item as KioskScreen).view = view;
        } else {
            const name = window.shownScreen.charAt(0).toUpperCase() + window.shownScreen.slice(1);
            (window.atHome ? home : loader).setSource(Qt.resolvedUrl(`Suishiban/Screens/${name}Screen.qml`), {
                view: view
            });
        }
        if (window.atHome)
            window.homeView = content;
        // Nothing of a visit's screen outlives it.
        if (window.atHome)
            loader.source = "";
        entrance.restart();
    }

    /** Keeps the keypad on an open sheet: what lies under the scrim cannot be pressed by any means. */
    function keepFocus(): void {
        const sheet = timeout.open ? timeout : help.open ? help : null;
        if (sheet === null) {
            if (window.focusBefore !== null)
                window.focusBefore.forceActiveFocus(Qt.OtherFocusReason);
            window.focusBefore = null;
            return;
        }
        if (window.activeFocusItem === null)
            return;
        for (let item = window.activeFocusItem; item !== null; item = item.parent) {
            if (item === sheet)
                return;
        }
        if (window.focusBefore === null)
            window.focusBefore = window.activeFocusItem;
        sheet.forceActiveFocus(Qt.OtherFocusReason);
    }

    Component.onCompleted: show()
    onActiveFocusItemChanged: keepFocus()

    Binding {
        when: window.body !== null
        target: window.body
        property: "live"
        value: window.kiosk.live ?? null
        restoreMode: Binding.RestoreNone
    }

    Stable {
        id: steps

        source: window.chrome.steps
    }

    Connections {
        target: window.kiosk

        function onScreenChanged(): void {
            window.show();
        }

        function onViewChanged(): void {
            window.show();
        }
    }

    Binding {
        target: Theme
        property: "night"
        value: window.chrome.night === true
    }

    Binding {
        target: Theme
        property: "elder"
        value: window.chrome.elder === true
    }

    Binding {
        target: Theme
        property: "reach"
        value: window.chrome.reach === true
    }

    Connections {
        target: Typing

        function onOpenChanged(): void {
            window.kiosk.typing(Typing.open);
        }
    }

    Item {
        id: stage

        readonly property real fit: Math.min((window.width - window.dockWidth) / 1080, window.height / 1920)

        objectName: "stage"
        width: 1080
        height: 1920
        scale: fit
        transformOrigin: Item.TopLeft
        x: Math.max(0, (window.width - window.dockWidth - 1080 * fit) / 2)
        y: Math.max(0, (window.height - 1920 * fit) / 2)
        clip: true

        Rectangle {
            anchors.fill: parent
            color: Theme.page
        }

        Item {
            id: bodyArea

            width: 1080
            height: 1920

            // Home stays loaded: it holds nothing personal and is the screen most often shown.
            Loader {
                id: home

                objectName: "homeLoader"
                visible: window.atHome
                width: 1080
                height: 1920
            }

            Loader {
                id: loader

                objectName: "screenLoader"
                // Behind the warning sheet nothing of the citizen can be made out, not even through the scrim.
                visible: !timeout.open
                width: 1080
                height: 1920
            }

            ParallelAnimation {
                id: entrance

                NumberAnimation {
                    target: bodyArea
                    property: "y"
                    from: Theme.reduceMotion ? 0 : 24
                    to: 0
                    duration: Theme.change
                    easing.type: Easing.OutCubic
                }

                NumberAnimation {
                    target: bodyArea
                    property: "opacity"
                    from: Theme.reduceMotion ? 1 : 0.3
                    to: 1
                    duration: Theme.change
                }
            }
        }

        Connections {
            target: window.body
            ignoreUnknownSignals: true

            function onIntent(name: string, args: var): void {
                window.kiosk.intent(name, args);
            }
        }

        StepBar {
            visible: window.frame === "page" && (window.chrome.steps ?? []).length > 0
            y: Theme.headerHeight
            matter: window.chrome.matterTitle ?? ""
            progress: window.chrome.stepText ?? ""
            steps: steps.value
        }

        Footer {
            visible: window.frame !== "bare"
            chrome: window.chrome
            onIntent: (name, args) => window.kiosk.intent(name, args)
        }

        // After the footer, because the keypad goes through title, body, actions, footer, header.
        Header {
            visible: window.frame !== "bare"
            onScenery: window.frame === "scene" && !Theme.elder
            chrome: window.chrome
            onIntent: (name, args) => window.kiosk.intent(name, args)
        }

        Loader {
            id: keyboard

            objectName: "keyboardLoader"
            source: window.keyboardSource
            width: 1080
            height: 1920
            visible: window.frame === "page" && !help.open && !timeout.open
        }

        HelpSheet {
            id: help

            onOpenChanged: window.keepFocus()
            chrome: window.chrome
            onIntent: (name, args) => window.kiosk.intent(name, args)
        }

        TimeoutSheet {
            id: timeout

            onOpenChanged: window.keepFocus()
            chrome: window.chrome
            onIntent: (name, args) => window.kiosk.intent(name, args)
        }
    }

    Loader {
        id: dock

        source: window.devDockSource
        onLoaded: item.model = window.dockModel
        anchors.right: parent.right
        height: parent.height
    }

    // Whatever is touched, keys of the keyboard included, somebody is there. Above everything, for what lies on top hears
    // of a press first, and a button that has taken it lets nobody below know.
    Item {
        anchors.fill: parent

        PointHandler {
            target: null
            onActiveChanged: {
                if (active)
                    window.kiosk.touched();
            }
        }
    }
}
