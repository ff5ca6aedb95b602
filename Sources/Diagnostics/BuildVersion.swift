/// The version of both programs, for `--version`, reports and the default image.
package enum BuildVersion {
    /// The version of this source tree.
    package static let current = "0.1.0"
}
