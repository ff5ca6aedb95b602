extension UnsafeRawBufferPointer {
    /// Returns the number of two ASCII digits at `offset`; `nil` for other bytes. The caller checks the bounds.
    @inline(__always)
    func twoDigits(at offset: Int) -> Int? {
        let tens = self[offset] &- 0x30
        let ones = self[offset + 1] &- 0x30
        guard tens <= 9, ones <= 9 else { return nil }
        return Int(tens) * 10 + Int(ones)
    }
}
