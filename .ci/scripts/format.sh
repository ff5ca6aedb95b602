#!/usr/bin/env bash
# Formats the sources in place, by .swift-format.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

require_swift
exec swift format --in-place --parallel --recursive Sources Tests Package.swift
