import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The action bar of an errand: at most two ways, {label, intent, args, icon, loading} or null. quiet: neither is the one thing to do. */
Item {
    id: ways

    signal chosen(string name, var args)

    property var primary: null
    property var secondary: null
    property bool quiet: false

    width: 1080
    height: 1920

    ActionBar {
        visible: ways.primary !== null || ways.secondary !== null
        kind: ways.quiet ? "secondary" : "primary"
        text: ways.primary?.label ?? ""
        icon: ways.primary?.icon ?? ""
        loading: ways.primary?.loading ?? false
        loadingText: ways.primary?.label ?? ""
        labelSize: Theme.elder ? (Tr.english ? 46 : 52) : 40
        secondaryText: ways.secondary?.label ?? ""
        secondaryIcon: ways.secondary?.icon ?? ""
        // In large type the shorter word leaves the other its size.
        secondaryWidth: !Theme.elder ? 400 : secondaryText.length > (Tr.english ? 10 : 4) ? 460 : 340
        secondaryEnabled: !(ways.secondary?.loading ?? false)
        onPrimary: ways.chosen(ways.primary.intent, ways.primary.args)
        onSecondary: ways.chosen(ways.secondary.intent, ways.secondary.args)
    }
}
