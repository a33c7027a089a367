import QtQuick
import Suishiban.Theme
import Suishiban.Components

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
    /** Shows the first screen alone; `furnish` is called when it is there, or follows before any other screen does. */
    property bool bareStart: false
    /** Whether keyboard and dock may be loaded: at a bare start `equip` is called when they are known. */
    property bool equipped: !bareStart
    /** Suishiban/Shell/Surround.qml once it is there. */
    property var surround: null
    readonly property bool atHome: shownScreen === "home"
    /** Two take turns: one shows the screen, the other makes the next one ready or lets go of the last. */
    property ScreenPlace place: first
    readonly property ScreenPlace spare: place === first ? second : first
    /** What lies ready in the spare one. */
    property string readyScreen
    property string readyView
    /** The shell's data as a plain JavaScript object: the bridge's map would be converted anew at each of many reads. */
    property var chrome: JSON.parse(kiosk.chromeText ?? JSON.stringify(kiosk.chrome))
    readonly property KioskScreen body: (atHome ? home.item : place.item) as KioskScreen
    readonly property string frame: body ? body.frame : "page"
    readonly property real dockWidth: dock.item ? dock.width : 0

    width: 1080 + dockWidth
    height: 1920
    visible: true
    title: Tr.t("brand")
    color: "#0A1B2D"

    function show(): void {
        const content = window.kiosk.viewText ?? JSON.stringify(window.kiosk.view);
        if (window.kiosk.screen === window.shownScreen) {
            if (window.body && content !== window.shownView) {
                window.body.view = JSON.parse(content);
                ahead.restart();
            }
            window.shownView = content;
            if (window.atHome)
                window.homeView = content;
            return;
        }
        window.shownScreen = window.kiosk.screen;
        if (!window.bareStart || window.shownScreen !== "attract")
            window.furnish();
        window.shownView = content;
        // The screen that goes stays for a moment, but not its hold on the keyboard.
        if (window.activeFocusItem !== null)
            window.activeFocusItem.focus = false;
        if (window.atHome)
            window.showHome(content);
        else
            window.showScreen(content);
        ahead.stop();
        afterwards.restart();
        entrance.restart();
    }

    function showHome(content: string): void {
        if (!home.item)
            home.put(window.file("home"), JSON.parse(content));
        else if (content !== window.homeView)
            (home.item as KioskScreen).view = JSON.parse(content);
        window.homeView = content;
        window.readyScreen = window.readyView = "";
    }

    function showScreen(content: string): void {
        if (window.readyScreen !== window.shownScreen)
            window.spare.put(window.file(window.shownScreen), JSON.parse(content));
        else if (content !== window.readyView)
            (window.spare.item as KioskScreen).view = JSON.parse(content);
        window.place = window.spare;
        window.readyScreen = window.readyView = "";
    }

    function file(screen: string): url {
        return Qt.resolvedUrl(`Suishiban/Screens/${screen.charAt(0).toUpperCase()}${screen.slice(1)}Screen.qml`);
    }

    /** Makes the screen that most likely comes next, while nothing moves. */
    function prepareNext(): void {
        window.makeReady(JSON.parse(window.kiosk.nextText ?? "null"));
    }

    /** `next`: {screen, text: its view as JSON} or null. */
    function makeReady(next: var): void {
        if (next === null || next.screen === window.shownScreen)
            return;
        if (next.screen !== window.readyScreen)
            window.spare.put(window.file(next.screen), JSON.parse(next.text));
        else if (next.text !== window.readyView)
            (window.spare.item as KioskScreen).view = JSON.parse(next.text);
        window.readyScreen = next.screen;
        window.readyView = next.text;
    }

    /** Header, footer, step bar, keyboard and sheets come after the first screen, which shows none of them. */
    function furnish(): void {
        if (window.surround !== null)
            return;
        const part = Qt.createComponent(Qt.resolvedUrl("Suishiban/Shell/Surround.qml"));
        if (part.status !== Component.Ready)
            throw new Error(part.errorString());
        window.surround = part.createObject(stage, {
            kiosk: Qt.binding(() => window.kiosk),
            chrome: Qt.binding(() => window.chrome),
            body: Qt.binding(() => window.body),
            frame: Qt.binding(() => window.frame),
            keyboardSource: Qt.binding(() => window.equipped ? window.keyboardSource : "")
        });
    }

    function equip(): void {
        window.furnish();
        window.equipped = true;
    }

    /** Home behind the screen of an empty lobby, so that the first touch finds it there. */
    function prepareHome(): void {
        const content = window.kiosk.homeText;
        if (home.item !== null || window.shownScreen !== "attract" || content === undefined)
            return;
        window.homeView = content;
        home.put(window.file("home"), JSON.parse(content));
    }

    Component.onCompleted: show()
    onKioskChanged: {
        if (window.shownScreen !== "")
            window.show();
    }

    // Once the new screen is shown: nothing of a visit's screen outlives it.
    Timer {
        id: afterwards

        interval: 60
        onTriggered: {
            if (window.readyScreen === "")
                window.spare.clear();
            if (window.atHome)
                window.place.clear();
            ahead.restart();
        }
    }

    // And when it has come to rest.
    Timer {
        id: ahead

        interval: Theme.change
        onTriggered: window.prepareNext()
    }

    Binding {
        when: window.body !== null
        target: window.body
        property: "live"
        value: window.kiosk.live ?? null
        restoreMode: Binding.RestoreNone
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
        target: Aim

        function onTaken(name: string, args: var): void {
            if (window.kiosk.aimed !== undefined)
                window.makeReady(JSON.parse(window.kiosk.aimed(name, args)));
        }
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
            ScreenPlace {
                id: home

                objectName: "homePlace"
                visible: window.atHome
                width: 1080
                height: 1920
            }

            ScreenPlace {
                id: first

                objectName: "screenPlace"
                visible: !window.atHome && window.place === first && !(window.surround?.covered ?? false)
                width: 1080
                height: 1920
            }

            ScreenPlace {
                id: second

                objectName: "screenPlace"
                visible: !window.atHome && window.place === second && !(window.surround?.covered ?? false)
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
                    target: veil
                    property: "opacity"
                    from: Theme.reduceMotion ? 0 : 0.7
                    to: 0
                    duration: Theme.change
                }
            }
        }

        // What comes is drawn as it will be, and the page's colour over it goes: items that are transparent themselves show
        // what lies behind each of them, and cost the software renderer twice as much.
        Rectangle {
            id: veil

            visible: opacity > 0
            width: 1080
            height: 1920
            color: Theme.page
            opacity: 0
        }

        Connections {
            target: window.body
            ignoreUnknownSignals: true

            function onIntent(name: string, args: var): void {
                window.kiosk.intent(name, args);
            }
        }
    }

    Loader {
        id: dock

        source: window.equipped ? window.devDockSource : ""
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
                if (!active)
                    return;
                window.kiosk.touched();
                // The time until the finger is lifted is long enough for what was still to be done.
                if (ahead.running) {
                    ahead.stop();
                    window.prepareNext();
                }
            }
        }
    }
}
