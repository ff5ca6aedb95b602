package import Foundation
package import Testing

/// A browser without a window, and the interpreter with the packages that drive it.
package enum Browser {
    /// Chromium, or a browser of the same family; `nil` if this machine has none.
    package static let chromium = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].lazy
        .compactMap(Tools.find).first
    /// The interpreter with Playwright, which drives the browser.
    package static let playwright = PythonTool(package: "playwright")
    /// The interpreter with axe, which checks accessibility.
    private static let axe = PythonTool(package: "axe_playwright_python")

    /// A Boolean value that indicates whether `make test` installs a browser on this system; see `.ci/scripts/lib/machine.sh`.
    private static var isInstalled: Bool {
        let system = try? String(contentsOf: URL(filePath: "/etc/os-release"), encoding: .utf8)
        return system?.split(separator: "\n").contains("ID=debian") == true
    }

    /// A Boolean value that indicates whether to run the tests that need a browser.
    package static var isExpected: Bool {
        if Tools.areRequired, chromium != nil || isInstalled { return true }
        return chromium != nil && playwright.interpreter != nil && axe.interpreter != nil
    }

    /// The reason to skip the tests.
    package static let absence: Comment =
        "no Chromium on PATH, or no python3 with playwright and axe-playwright-python in $WEIR_VENV, .build/venv or on PATH"
}
