pragma Singleton
import QtQuick

/** Where a finger is down: what lifting it would ask for is known some 60 ms before, time to make the next screen ready. */
QtObject {
    /** As KioskScreen's intent, which may still follow or not. */
    signal taken(string name, var args)
}
