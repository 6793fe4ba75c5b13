import { testDeviceDoor } from '../test/device-door-tests.ts';
import { openGround } from '../test/open-ground.ts';

testDeviceDoor(() => openGround());
