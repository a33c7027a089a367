pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Everything of the shell that lies over the body: step bar, footer, header, on-screen keyboard and the two sheets.
*
* A file of its own because the first screen needs none of it.
*/
Item {
    id: surround

    required property var kiosk
    required property var chrome
    required property KioskScreen body
    /** How the body asks to be dressed: "page" | "scene" | "bare". */
    required property string frame
    /** QML file of the on-screen keyboard; empty where a hardware keyboard does the typing. */
    required property url keyboardSource
    /** Behind the warning sheet nothing of the citizen can be made out, not even through the scrim. */
    readonly property bool covered: timeout.open || away.open || leave.open
    /** Had the focus when a sheet opened; gets it back, and with it the keyboard. */
    property Item focusBefore: null

    width: 1080
    height: 1920
    Window.onActiveFocusItemChanged: keepFocus()

    /** Keeps the keypad on an open sheet: what lies under the scrim cannot be pressed by any means. */
    function keepFocus(): void {
        const sheet = (away.item ?? timeout.item ?? leave.item ?? help.item ?? more.item) as Item;
        if (sheet === null) {
            if (surround.focusBefore !== null)
                surround.focusBefore.forceActiveFocus(Qt.OtherFocusReason);
            surround.focusBefore = null;
            return;
        }
        const focused = surround.Window.activeFocusItem;
        if (focused === null)
            return;
        for (let item = focused; item !== null; item = item.parent) {
            if (item === sheet)
                return;
        }
        if (surround.focusBefore === null)
            surround.focusBefore = focused;
        sheet.forceActiveFocus(Qt.OtherFocusReason);
    }

    Stable {
        id: steps

        source: surround.chrome.steps
    }

    StepBar {
        // Which matter it is, is the citizen's own affair once they may have walked off.
        visible: !away.open && surround.frame === "page" && (surround.chrome.steps ?? []).length > 0
        y: Theme.headerHeight
        matter: surround.chrome.matterTitle ?? ""
        progress: surround.chrome.stepText ?? ""
        steps: steps.value
    }

    Binding {
        target: Theme
        property: "lowered"
        value: Theme.reach && !Typing.open && (surround.frame === "page" || (surround.frame === "scene" && Theme.elder))
    }

    Binding {
        target: Theme
        property: "bodyTop"
        value: surround.frame === "page" && (surround.chrome.steps ?? []).length > 0 ? Theme.stepsBottom : Theme.headerHeight
    }

    Loader {
        active: Theme.lowered
        sourceComponent: ReachRow {
            chrome: surround.chrome
            onIntent: (name, args) => surround.kiosk.intent(name, args)
        }
    }

    Footer {
        visible: surround.frame !== "bare"
        chrome: surround.chrome
        onIntent: (name, args) => surround.kiosk.intent(name, name === "back" ? surround.body.unsent() : args)
    }

    // After the footer, because the keypad goes through title, body, actions, footer, header.
    Header {
        visible: surround.frame !== "bare"
        onScenery: surround.frame === "scene" && !Theme.elder
        chrome: surround.chrome
        onIntent: (name, args) => surround.kiosk.intent(name, args)
    }

    LeftCardBanner {
        x: Theme.margin
        // Never over the headline that says that the kiosk is closed.
        y: surround.kiosk?.screen === "outOfService" ? Theme.actionY - 100 - height : surround.frame === "bare" ? 1180 : Theme.elder ? 226 : 208
        chrome: surround.chrome
    }

    Loader {
        objectName: "keyboardLoader"
        source: surround.keyboardSource
        width: 1080
        height: 1920
        visible: surround.frame === "page" && !help.open && !more.open && !surround.covered
    }

    // Each is made when it opens: closed, the five would hold as much memory as a screen.
    Loader {
        id: more

        readonly property bool open: item !== null

        active: (surround.chrome.more ?? null) !== null
        onItemChanged: surround.keepFocus()
        sourceComponent: MoreSheet {
            chrome: surround.chrome
            onIntent: (name, args) => surround.kiosk.intent(name, args)
        }
    }

    Loader {
        id: help

        readonly property bool open: item !== null

        active: surround.chrome.helpOpen === true
        onItemChanged: surround.keepFocus()
        sourceComponent: HelpSheet {
            chrome: surround.chrome
            onIntent: (name, args) => surround.kiosk.intent(name, args)
        }
    }

    Loader {
        id: leave

        readonly property bool open: item !== null

        active: surround.chrome.leave?.open === true
        onItemChanged: surround.keepFocus()
        sourceComponent: LeaveSheet {
            chrome: surround.chrome
            onIntent: (name, args) => surround.kiosk.intent(name, args)
        }
    }

    Loader {
        id: timeout

        readonly property bool open: item !== null

        active: surround.chrome.timeout?.open === true
        onItemChanged: surround.keepFocus()
        sourceComponent: TimeoutSheet {
            chrome: surround.chrome
            onIntent: (name, args) => surround.kiosk.intent(name, args)
        }
    }

    Loader {
        id: away

        readonly property bool open: item !== null

        active: surround.chrome.cardAway?.open === true
        onItemChanged: surround.keepFocus()
        sourceComponent: CardAwaySheet {
            chrome: surround.chrome
            onIntent: (name, args) => surround.kiosk.intent(name, args)
        }
    }
}
