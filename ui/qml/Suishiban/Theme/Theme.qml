pragma Singleton
import QtQuick

/** Every token of the design: colour by day and night, type by role, space, shape, time. Pixels on 1080×1920. */
QtObject {
    id: theme

    property bool night: false
    property bool elder: false
    property bool reach: false
    property bool reduceMotion: false

    // Colour
    readonly property color page: night ? "#0D1926" : "#EEF3F6"
    readonly property color surface: night ? "#16283A" : "#FFFFFF"
    readonly property color inset: night ? "#1C3147" : "#F5F8FA"
    readonly property color line: night ? "#2A4258" : "#D3DDE6"
    readonly property color lineStrong: night ? "#6E879E" : "#708498"
    readonly property color ledge: night ? "#060D15" : "#C2CFDB"
    readonly property color ink: night ? "#F0F5F9" : "#13212F"
    readonly property color ink2: night ? "#C5D2DE" : "#37475A"
    readonly property color ink3: night ? "#9DB0C2" : "#566678"
    readonly property color a900: night ? "#3E73A1" : "#0A2743"
    readonly property color a800: night ? "#B9DBF7" : "#0E3A63"
    readonly property color a700: night ? "#9CCBF2" : "#125089"
    readonly property color a600: night ? "#8FC3EE" : "#1A65A8"
    readonly property color a200: night ? "#2C557C" : "#B3D0E9"
    readonly property color a100: night ? "#1F3F5E" : "#DCEAF6"
    readonly property color a50: night ? "#1A3450" : "#EFF6FB"
    readonly property color m700: night ? "#86D6B8" : "#14604C"
    readonly property color m600: night ? "#6CC7A6" : "#1E7C64"
    readonly property color m200: night ? "#2A6A58" : "#AFD9CA"
    readonly property color m100: night ? "#173D38" : "#D9EFE7"
    readonly property color m50: night ? "#15332F" : "#EEF8F4"
    readonly property color g700: night ? "#F4C76B" : "#7A4A00"
    readonly property color g500: night ? "#F4C76B" : "#E0A021"
    readonly property color g200: night ? "#6E5622" : "#F1D48E"
    readonly property color g100: night ? "#3D3119" : "#FBEBC8"
    readonly property color g50: night ? "#2E2717" : "#FEF7E6"
    readonly property color c700: night ? "#FFB4A6" : "#A3281B"
    readonly property color c600: night ? "#FF9C8A" : "#BE3523"
    readonly property color c200: night ? "#7A3A33" : "#F0B9AE"
    readonly property color c100: night ? "#4A2320" : "#FADFD9"
    readonly property color c50: night ? "#331C1B" : "#FDF2EF"
    readonly property color focusRing: "#F2B233"
    readonly property color focusGap: "#13212F"
    readonly property color onPrimary: night ? "#0A1C2D" : "#FFFFFF"
    readonly property color scrim: "#0A1B2D"
    readonly property color skeletonStrong: night ? "#24394D" : "#E3EAF0"
    readonly property color skeletonSoft: night ? "#1D3145" : "#EDF2F5"
    readonly property color keyboardTray: night ? "#101F2E" : "#DDE5EC"

    /** The colours of one tone: "info" | "ok" | "warn" | "err" | "neutral". */
    readonly property var tones: ({
            info: {
                text: a700,
                strong: a600,
                line: a200,
                fill: a100,
                soft: a50
            },
            ok: {
                text: m700,
                strong: m600,
                line: m200,
                fill: m100,
                soft: m50
            },
            warn: {
                text: g700,
                strong: g500,
                line: g200,
                fill: g100,
                soft: g50
            },
            err: {
                text: c700,
                strong: c600,
                line: c200,
                fill: c100,
                soft: c50
            },
            neutral: {
                text: ink2,
                strong: lineStrong,
                line: line,
                fill: inset,
                soft: inset
            }
        })

    function tone(name: string): var {
        return tones[name] ?? tones.neutral;
    }

    /** Reach mode on a page: its body lies below the row of tools, one half at a time. Set by the shell. */
    property bool lowered: false
    /** Where a page's body begins: below the header, or below the step bar. Set by the shell. */
    property real bodyTop: headerHeight
    /** The half of the page that is shown: 0 is the upper. */
    property int reachPart: 0
    readonly property int reachRowY: 664
    readonly property int reachBodyY: 784
    readonly property real reachShift: lowered && reachPart === 0 ? reachBodyY - bodyTop : 0

    // Type
    readonly property string sans: "Noto Sans CJK SC"
    readonly property string song: "Noto Serif CJK SC"
    readonly property int floor: 28
    readonly property real lift: 0.056

    /** size, line (factor), bold, song of each role; elder mode has no Song. */
    readonly property var roles: ({
            clock: face(228, 1.1, true, false),
            amount: face(112, 1.1, true, false),
            countdown: face(150, 1.1, true, false),
            homeTitle: elder ? face(88, 1.3, true, false) : face(84, 1.3, true, true),
            title: elder ? face(92, 1.24, true, false) : face(60, 1.3, true, true),
            sheetTitle: elder ? face(92, 1.24, true, false) : face(76, 1.3, true, true),
            brand: elder ? face(50, 1.3, true, false) : face(44, 1.3, true, true),
            caseNumber: face(elder ? 60 : 50, 1.3, true, false),
            question: face(elder ? 56 : 46, 1.3, true, false),
            section: face(elder ? 56 : 40, 1.3, true, false),
            primary: face(elder ? 66 : 44, 1.3, true, false),
            button: face(elder ? 54 : 38, 1.3, true, false),
            listTitle: face(elder ? 54 : 40, 1.3, true, false),
            lead: face(elder ? 46 : 36, 1.35, false, false),
            body: face(elder ? 44 : 36, 1.35, false, false),
            bodyBold: face(elder ? 46 : 36, 1.35, true, false),
            small: face(elder ? 40 : 32, 1.35, false, false),
            tile: face(elder ? 44 : 34, 1.3, true, false),
            caption: face(elder ? 38 : 30, 1.3, false, false),
            captionBold: face(elder ? 38 : 30, 1.3, true, false),
            step: face(28, 1.3, false, false)
        })

    function face(size: int, line: real, bold: bool, serif: bool): var {
        return {
            size: size,
            line: line,
            bold: bold,
            song: serif
        };
    }

    // Space and shape
    readonly property int margin: 48
    readonly property int gutter: 24
    readonly property int content: 984
    readonly property int radius: 16
    readonly property int radiusCard: 20
    readonly property int radiusLarge: 24
    readonly property int radiusSheet: 40
    readonly property int radiusChip: 10
    readonly property int ledgeHeight: 6
    readonly property int target: 96

    // Frame (absolute y)
    readonly property int headerHeight: elder ? 216 : 196
    readonly property int stepsBottom: elder ? 324 : 352
    readonly property int titleY: elder ? 356 : 388
    readonly property int titleYPlain: elder ? 240 : 232
    readonly property int actionY: elder ? 1584 : 1616
    readonly property int actionHeight: elder ? 160 : 128
    readonly property int footerY: 1768

    // Time (ms)
    readonly property int press: reduceMotion ? 0 : 80
    readonly property int state: reduceMotion ? 0 : 160
    readonly property int change: reduceMotion ? 0 : 240
    readonly property int attention: 1600
    readonly property int spin: 1200
    readonly property int receiptFeed: 2400
    readonly property int autoAdvance: 5000
    readonly property int unveiled: 5000
    /** How long the live picture is good before an older refusal is taken away. */
    readonly property int goodAgain: 2000
}
