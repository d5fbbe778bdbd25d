// Set up for every file of tests: a test fails in which a fake forge was asked for, or said, what its original's own
// description does not have.
import { afterAll, afterEach, expect } from "vitest";
import { taken } from "./found.ts";

const hold = () => expect(taken(), "what the forge's own description does not have").toEqual([]);
afterEach(hold);
afterAll(hold);
