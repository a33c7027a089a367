import QtQuick

/**
* Where one screen is made, shown and let go of.
*
* Not a Loader: each setSource() keeps the values that it was given for as long as the engine lives (Qt 6.11), and a kiosk
* shows screens for months.
*/
FocusScope {
    id: place

    /** The screen that is here now, or null. */
    property Item item: null

    /** Makes the screen of `file` with `view`; what was here goes. Throws when the file is broken. */
    function put(file: url, view: var): void {
        place.clear();
        const part = Qt.createComponent(file);
        if (part.status !== Component.Ready)
            throw new Error(part.errorString());
        place.item = part.createObject(place, {
            view: view
        }) as Item;
    }

    /** Lets go of the screen. */
    function clear(): void {
        const gone = place.item;
        if (gone === null)
            return;
        place.item = null;
        gone.visible = false;
        gone.destroy();
    }
}
